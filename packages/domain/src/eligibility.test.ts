import type { Catalog, Image } from "@catalog-deck/contract";
import { describe, expect, it } from "vitest";
import { checkEligibility, verdictsOfRules } from "./eligibility.ts";
import { catalogWith, imageWith, updateWith } from "./test-fixtures.ts";

const current = imageWith({ id: "win11-2026-10", name: "Win11-2026-10" });

function rulesFor(
  catalog: Partial<Catalog>,
  image: Partial<Image> = {},
  more: { currentImage?: Image | undefined; staleData?: boolean } = {},
) {
  const facts = { currentImage: current, staleData: false, ...more };
  return checkEligibility({ catalog: catalogWith(catalog), image: imageWith(image), ...facts });
}
const codes = (rules: ReturnType<typeof rulesFor>) => rules.map((rule) => `${rule.severity} ${rule.code}`);

describe("whether a catalog may move to an image", () => {
  it("says nothing when all is well", () => {
    expect(rulesFor({})).toEqual([]);
    expect(rulesFor({ state: "InputRequired" })).toEqual([]);
    expect(rulesFor({}, {}, { currentImage: undefined })).toEqual([]);
  });

  it.each<[string, Partial<Catalog>, Partial<Image>]>([
    ["block catalog-not-ready", { state: "Processing" }, {}],
    ["block catalog-not-ready", { state: "Error" }, {}],
    ["block catalog-not-ready", { state: "NobodyKnows" }, {}],
    ["block catalog-not-ready", { activeUpdate: updateWith({ state: "submitting" }) }, {}],
    ["block catalog-not-ready", { activeUpdate: updateWith({ state: "unknown" }) }, {}],
    ["block remote-pc-catalog", { isRemotePcCatalog: true }, {}],
    ["block image-not-ready", {}, { state: "BuilderActive" }],
    ["block image-not-ready", {}, { state: "NobodyKnows" }],
    ["block session-support-mismatch", {}, { sessionSupport: "SingleSession" }],
    ["block session-support-mismatch", { sessionSupport: "SingleSession" }, {}],
    ["block os-platform-mismatch", {}, { osPlatform: "Linux" }],
    ["warn session-support-unknown", {}, { sessionSupport: "Unknown" }],
    ["warn session-support-unknown", {}, { sessionSupport: "Novel" }],
    ["warn session-support-unknown", { sessionSupport: "Unknown" }, {}],
    ["warn image-deprecated", {}, { isDeprecated: true }],
    ["warn image-in-use-already", { imageId: "win11-2026-11" }, {}],
    ["warn vda-older", {}, { vdaVersion: "2203.0.1" }],
    ["warn server-desktop-change", {}, { isServerOs: true }],
    ["warn existing-machines-keep-disk", { allocationType: "Permanent", persistStaticAllocatedVmDisks: true }, {}],
    ["warn region-differs", {}, { region: "East US" }],
    ["warn catalog-has-error-warning", { warnings: [{ type: "AddMachinesFailure", isError: true }] }, {}],
    ["warn catalog-has-error-warning", { warnings: [{ type: "ImageRollback" }] }, {}],
  ])("%s: %j to %j", (code, catalog, image) => {
    const rules = rulesFor(catalog, image);
    expect(codes(rules)).toEqual([code]);
    expect(rules[0]?.message).toMatch(/^[A-Z].{30,}\.$/s);
    expect(rules[0]?.message).not.toContain("undefined");
  });

  it("warns of data from an old copy", () => {
    expect(codes(rulesFor({}, {}, { staleData: true }))).toEqual(["warn stale-data"]);
  });

  it.each<[string, Partial<Catalog>, Partial<Image>]>([
    ["an image for both kinds of session", {}, { sessionSupport: "Both" }],
    ["an image for any kind of session", { sessionSupport: "Unknown" }, { sessionSupport: "Any" }],
    ["a newer VDA", {}, { vdaVersion: "2511.0" }],
    ["the same region written otherwise", { region: "westeurope" }, {}],
    ["static machines without kept disks", { allocationType: "Permanent", persistStaticAllocatedVmDisks: false }, {}],
    ["a warning that is no error", { warnings: [{ type: "CitrixImageDeprecated", isError: false }] }, {}],
    ["machines that wait for restarts", { activeUpdate: updateWith({ state: "waitingForRestart" }) }, {}],
  ])("%s is fine", (_what, catalog, image) => {
    expect(rulesFor(catalog, image)).toEqual([]);
  });

  it("reads the VDA in use from the catalog when the image in use is not known", () => {
    expect(codes(rulesFor({ imageVdaVersion: "2511.0" }, {}, { currentImage: undefined }))).toEqual(["warn vda-older"]);
  });

  it("tells every rule with its verdict, those that passed in words of their own", () => {
    const facts = { catalog: catalogWith({}), currentImage: current, staleData: false };
    const passed = verdictsOfRules({ ...facts, image: imageWith({}) });
    expect(new Set(passed.map(({ verdict }) => verdict))).toEqual(new Set(["ok"]));
    expect(new Set(passed.map(({ message }) => message)).size).toBe(14);
    for (const { message } of passed) expect(message).toMatch(/^[A-Z].{15,}\.$/);

    const image = imageWith({ state: "Failed", isDeprecated: true });
    const judged = verdictsOfRules({ ...facts, image });
    expect(judged.map(({ code }) => code)).toEqual(passed.map(({ code }) => code));
    const broken = judged.filter(({ verdict }) => verdict !== "ok");
    expect(broken.map(({ code, verdict, message }) => ({ code, severity: verdict, message }))).toEqual(
      checkEligibility({ ...facts, image }),
    );
  });

  it("gives every broken rule, blocking ones first", () => {
    const rules = rulesFor({ state: "Error", isRemotePcCatalog: true }, { state: "Failed", isDeprecated: true });
    expect(codes(rules)).toEqual([
      "block catalog-not-ready",
      "block remote-pc-catalog",
      "block image-not-ready",
      "warn image-deprecated",
    ]);
  });
});
