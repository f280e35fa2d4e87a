import { describe, expect, it } from "vitest";
import { startTestCaller, type TestCaller } from "./test-caller.ts";

/** Starts an update of the catalog to the image and returns the caller with a way to look after a time. */
async function started(catalogName: string, imageName: string, vdaUpdateDelay = 0) {
  const caller = await startTestCaller({ updateDurationMs: 100_000 });
  const { id } = await caller.catalogNamed(catalogName);
  const image = await caller.imageNamed(imageName);
  const startedAtMs = await caller.simulator.control.now();
  const answer = await caller.update(id, { TemplateId: image.id, VdaUpdateDelay: vdaUpdateDelay }, undefined, {
    "citrix-transactionid": "tx-update",
  });
  expect(answer.status).toBe(202);
  return { ...caller, id, imageId: image.id, startedAtMs, later: lookerAfter(caller, catalogName) };
}

function lookerAfter(caller: TestCaller, catalogName: string) {
  return async (ms: number) => {
    await caller.simulator.control.advance(ms);
    return caller.catalogNamed(catalogName);
  };
}

function typesOf(catalog: { warnings: { type: string }[] }) {
  return catalog.warnings.map((warning) => warning.type);
}

describe("an image update", () => {
  it("goes through its sub-states with a growing percentage and keeps the old image until the end", async () => {
    const { later, imageId } = await started("Accounting", "Win11-24H2-Nov", 60);
    const seen = [];
    for (let share = 0; share < 10; share++) {
      const catalog = await later(share === 0 ? 0 : 10_000);
      expect(catalog).toMatchObject({ state: "Processing", templateImageName: "Win11-24H2-Oct" });
      expect(catalog.taskCompletionPercentage).toBe(share * 10);
      seen.push(catalog.subState);
    }
    expect([...new Set(seen)]).toEqual([
      "ProcessingProvisioningMasterImage",
      "ProcessingVerifyingMasterImage",
      "ProcessingVdaCopyingMasterImage",
      "ProcessingVdaUpdatingCitrixServers",
      "ProcessingConfiguringCatalogMachines",
    ]);
    expect((await later(9_999)).state).toBe("Processing");
    expect(await later(1)).toMatchObject({
      state: "Active",
      subState: null,
      imageId,
      templateImageName: "Win11-24H2-Nov",
      templateImageOs: "Windows 11 Enterprise",
      taskCompletionPercentage: null,
      transactionId: "tx-update",
      warnings: [],
    });
  });

  it("tells its start, its estimate and its transaction id in updateStatus", async () => {
    const { get, siteUrl, id, startedAtMs, later } = await started("Accounting", "Win11-24H2-Nov");
    await later(50_000);
    expect((await get(`${siteUrl}/catalogs/${id}/updateStatus`)).json).toMatchObject({
      state: "Processing",
      subState: "ProcessingVdaCopyingMasterImage",
      startedAt: new Date(startedAtMs).toISOString(),
      estimatedTimeInMinute: 2,
      transactionId: "tx-update",
    });
  });

  it("dates the catalog by the step it is in, and by its end afterwards", async () => {
    const { startedAtMs, later } = await started("Accounting", "Win11-24H2-Nov");
    expect((await later(40_000)).lastModifiedTime).toBe(new Date(startedAtMs + 30_000).toISOString());
    expect((await later(500_000)).lastModifiedTime).toBe(new Date(startedAtMs + 100_000).toISOString());
  });

  it("takes the catalog from the old image's users to the new one's only at the end", async () => {
    const { later, imageNamed } = await started("Accounting", "Win11-24H2-Nov");
    await later(99_999);
    expect((await imageNamed("Win11-24H2-Nov")).linkedCatalogsNames).not.toContain("Accounting");
    expect((await imageNamed("Win11-24H2-Oct")).linkedCatalogsNames).toContain("Accounting");
    await later(1);
    expect((await imageNamed("Win11-24H2-Nov")).linkedCatalogsNames).toContain("Accounting");
    expect((await imageNamed("Win11-24H2-Oct")).linkedCatalogsNames).not.toContain("Accounting");
  });

  it("of an InputRequired catalog ends InputRequired, with what is still missing", async () => {
    const { later } = await started("Design-Studio", "Win11-24H2-US-Oct");
    const ended = await later(100_000);
    expect(ended).toMatchObject({ state: "InputRequired", templateImageName: "Win11-24H2-US-Oct" });
    expect(typesOf(ended)).toEqual(["UsersRequired", "AppsRequired"]);
  });

  it("takes the warning of a deprecated image away with that image", async () => {
    const { later } = await started("Reception", "Win11-24H2-Nov");
    expect(typesOf(await later(50_000))).toEqual(["CitrixImageDeprecated"]);
    expect(typesOf(await later(50_000))).toEqual([]);
  });

  it("with natural reboot ends in the new image while machines wait, then they have all restarted", async () => {
    const { later, imageId } = await started("Accounting", "Win11-24H2-Nov", -1);
    const ended = await later(100_000);
    expect(ended).toMatchObject({ state: "Active", imageId });
    expect(typesOf(ended)).toEqual(["PendingVdaUpdate"]);
    expect(typesOf(await later(99_999))).toEqual(["PendingVdaUpdate"]);
    expect(typesOf(await later(1))).toEqual([]);
  });

  it("that rolls back ends Active in the old image with the warning ImageRollback", async () => {
    const { later, imageId } = await started("Finance-Lab (rolls back)", "Win11-24H2-Nov");
    const ended = await later(100_000);
    expect(ended).toMatchObject({ state: "Active", templateImageName: "Win11-24H2-Oct" });
    expect(ended.imageId).not.toBe(imageId);
    expect(typesOf(ended)).toEqual(["ImageRollback"]);
  });

  it("that fails ends in Error with its cause and the old image", async () => {
    const { later, get, siteUrl, id } = await started("Payroll-Test (fails)", "Win11-24H2-Nov");
    expect(await later(100_000)).toMatchObject({
      state: "Error",
      subState: "ErrorRegisterVdaFailed",
      statusMessage: expect.stringContaining("did not register"),
      templateImageName: "Win11-24H2-Oct",
    });
    expect((await get(`${siteUrl}/catalogs/${id}/updateStatus`)).json).toMatchObject({
      catalogErrorDetails: expect.stringContaining("Win11-24H2-Nov"),
    });
  });

  it("after a rollback takes the rollback's warning away when it starts", async () => {
    const { later } = await started("Sales-APAC", "WS2022-APAC-Nov");
    expect(typesOf(await later(0))).toEqual([]);
  });

  it("behaves as the catalog is named at its start", async () => {
    const caller = await startTestCaller({ updateDurationMs: 1_000 });
    const { id } = await caller.catalogNamed("Legal");
    await caller.simulator.control.patchCatalog(id, { name: "Legal natural" });
    await caller.update(id, { TemplateId: (await caller.imageNamed("Win11-24H2-Nov")).id, VdaUpdateDelay: 5 });
    await caller.simulator.control.advance(1_000);
    expect(typesOf(await caller.catalogNamed("Legal natural"))).toEqual(["PendingVdaUpdate"]);
  });
});
