import { describe, expect, it } from "vitest";
import { SimulatorClock } from "../clock.ts";
import { Fleet } from "./fleet.ts";
import { dayMs } from "./seeds.ts";

const everyImage = { citrixPrepared: true, customerPrepared: true };

function demo() {
  const clock = new SimulatorClock("stepped");
  return { clock, fleet: new Fleet(clock, 90_000, "demo") };
}

function sorted(values: Iterable<string>) {
  return [...new Set(values)].sort();
}

describe("the demo fleet", () => {
  it("has 24 catalogs in every state of the contract, and 14 images", () => {
    const { fleet } = demo();
    const catalogs = fleet.catalogs();
    expect(catalogs).toHaveLength(24);
    expect(new Set(catalogs.map((catalog) => catalog.id))).toHaveProperty("size", 24);
    expect(fleet.images(everyImage)).toHaveLength(14);
    expect(sorted(catalogs.map((catalog) => catalog.state))).toEqual(
      ["Active", "Deleting", "Error", "InputRequired", "NotFound", "PreDeployment", "Processing", "Unknown"].sort(),
    );
  });

  it("is mixed: regions, session support, systems, a Remote PC and a static catalog", () => {
    const { fleet } = demo();
    const catalogs = fleet.catalogs();
    const images = fleet.images(everyImage);
    expect(sorted(catalogs.map((catalog) => catalog.region ?? ""))).toEqual(["eastus", "southeastasia", "westeurope"]);
    expect(sorted(catalogs.map((catalog) => catalog.sessionSupport ?? ""))).toEqual(["MultiSession", "SingleSession"]);
    expect(sorted(images.map((image) => image.osPlatform ?? ""))).toEqual(["Linux", "Windows"]);
    expect(sorted(images.map((image) => image.state))).toEqual(["BuilderVerifying", "Failed", "Pending", "Ready"]);
    expect(images.some((image) => image.isDeprecated)).toBe(true);
    expect(catalogs.filter((catalog) => catalog.isRemotePcCatalog)).toHaveLength(1);
    expect(catalogs.filter((catalog) => catalog.persistStaticAllocatedVmDisks)).toHaveLength(1);
    const machines = catalogs.reduce((sum, catalog) => sum + (catalog.totalMachinesInCatalog ?? 0), 0);
    expect(machines).toBeGreaterThan(300);
  });

  it("carries warnings of many types, one of them and one sub-state unknown to the contract", () => {
    const { fleet } = demo();
    const types = sorted(
      fleet.catalogs().flatMap((catalog) => (catalog.warnings ?? []).map((warning) => warning.type)),
    );
    expect(types.length).toBeGreaterThan(6);
    expect(types).toContain("HostingCertificateExpiresSoon");
    expect(fleet.catalogs().map((catalog) => catalog.subState)).toContain("ProcessingRotatingMachineIdentities");
  });

  it("has catalogs at work that move on and finish as time goes by", () => {
    const { clock, fleet } = demo();
    const percentages = () => fleet.catalogs().flatMap((catalog) => catalog.taskCompletionPercentage ?? []);
    expect(percentages()).toEqual([64, 12, 35]);
    clock.advance(60_000);
    expect(percentages()).toEqual([75, 18, 51]);
    clock.advance(1_000_000);
    expect(percentages()).toEqual([]);
    const named = (name: string) => fleet.catalogs().find((catalog) => catalog.name === name);
    expect(named("Sales-EU")).toMatchObject({ state: "Active", templateImageName: "Win11-24H2-Nov" });
    expect(named("Procurement")).toMatchObject({ state: "Active", templateImageName: "Win11-24H2-US-Oct" });
  });

  it("offers ordinary Active catalogs a newer image of the same system, region and session support", () => {
    const { fleet } = demo();
    const images = fleet.images(everyImage);
    const movable = fleet.catalogs().filter((catalog) => {
      const current = images.find((image) => image.id === catalog.imageId);
      if (!current || catalog.state !== "Active" || catalog.warnings?.length || catalog.persistStaticAllocatedVmDisks) {
        return false;
      }
      return images.some(
        (image) =>
          image.state === "Ready" &&
          !image.isDeprecated &&
          image.region === catalog.region &&
          image.sessionSupport === catalog.sessionSupport &&
          image.osName === current.osName &&
          (image.vdaVersion ?? "") > (current.vdaVersion ?? ""),
      );
    });
    expect(movable.map((catalog) => catalog.name)).toEqual([
      "Accounting",
      "Human-Resources",
      "Legal",
      "Finance-Lab (rolls back)",
      "Payroll-Test (fails)",
      "Warehouse-US",
      "Call-Centre-Manila",
    ]);
  });

  it("is dated relative to its start", () => {
    const { clock, fleet } = demo();
    const november = fleet.images(everyImage).find((image) => image.name === "Win11-24H2-Nov");
    expect(Date.parse(november?.finalizedDate ?? "")).toBe(clock.now() - 3 * dayMs);
  });
});

describe("the load fleet", () => {
  it("has any number of catalogs, the same each time, most of them Active", () => {
    const made = () => new Fleet(new SimulatorClock("stepped"), 90_000, { catalogs: 1_000, images: 60 });
    const catalogs = made().catalogs();
    expect(new Set(catalogs.map((catalog) => catalog.id))).toHaveProperty("size", 1_000);
    expect(made().images(everyImage)).toHaveLength(60);
    const identity = (fleet: Fleet) =>
      fleet.catalogs().map(({ id, name, state, imageId }) => [id, name, state, imageId]);
    expect(identity(made())).toEqual(identity(made()));
    expect(catalogs.filter((catalog) => catalog.state === "Active").length).toBeGreaterThan(900);
    expect(catalogs.every((catalog) => catalog.imageId)).toBe(true);
  });

  it("says when the customer's limit is reached", () => {
    const fleet = new Fleet(new SimulatorClock("stepped"), 90_000, { catalogs: 1_000 });
    expect(fleet.catalogList().catalogLimit).toMatchObject({ limit: 1_000, hasLimitReached: true });
  });

  it("may be empty", () => {
    const fleet = new Fleet(new SimulatorClock("stepped"), 90_000, { catalogs: 0 });
    expect(fleet.catalogs()).toEqual([]);
  });
});
