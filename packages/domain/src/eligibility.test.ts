import type { Catalog, Image } from "@catalog-deck/contract";
import { describe, expect, it } from "vitest";
import { checkEligibility, resultsOfRules } from "./eligibility.ts";
import { catalogWith, imageWith, updateWith } from "./testing/fixtures.ts";
import { wordsForWarning } from "./warnings.ts";

const current = imageWith({ id: "win11-2026-10", name: "Win11-2026-10" });

function rulesFor(
  catalog: Partial<Catalog>,
  image: Partial<Image> = {},
  more: { currentImage?: Image | undefined; staleData?: boolean | undefined } = {},
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
    ["a known warning that is no error, without Citrix's word on it", { warnings: [{ type: "UsersRequired" }] }, {}],
    ["an unknown warning that Citrix calls no error", { warnings: [{ type: "Novel", isError: false }] }, {}],
    ["machines that wait for restarts", { activeUpdate: updateWith({ state: "waitingForRestart" }) }, {}],
  ])("%s is fine", (_what, catalog, image) => {
    expect(rulesFor(catalog, image)).toEqual([]);
    const facts = { catalog: catalogWith(catalog), image: imageWith(image), currentImage: current, staleData: false };
    expect(resultsOfRules(facts).filter(({ verdict }) => verdict !== "ok")).toEqual([]);
  });

  it.each<[string, Partial<Catalog>, Partial<Image>, string]>([
    ["waits while Citrix works on the catalog", { state: "Processing" }, {}, "Wait until Citrix has finished."],
    ["sends people to Citrix when a catalog is at fault", { state: "Error" }, {}, "Bring the catalog back to Active"],
    [
      "says that a catalog is unreadable",
      { state: "Unknown", unreadable: true },
      {},
      "about this catalog can't be read",
    ],
    ["says that an image is unreadable", {}, { state: "Unknown", unreadable: true }, "about this image can't be read"],
    [
      "asks for a single-session image",
      { sessionSupport: "SingleSession" },
      {},
      "the catalog single-session. Choose a single-session image.",
    ],
    [
      "asks for a multi-session image",
      {},
      { sessionSupport: "SingleSession" },
      "the catalog multi-session. Choose a multi-session image.",
    ],
  ])("%s", (_what, catalog, image, words) => {
    expect(rulesFor(catalog, image).map(({ message }) => message)).toEqual([expect.stringContaining(words)]);
  });

  it("names each error of the catalog once, a rollback whatever Citrix calls it, and nothing that is no error", () => {
    const warnings = [
      { type: "AddMachinesFailure" },
      { type: "UsersRequired" },
      { type: "AddMachinesFailure", isError: true },
      { type: "ImageRollback", isError: false },
    ];
    const titles = ["AddMachinesFailure", "ImageRollback"].map((type) => wordsForWarning({ type }).title);
    expect(rulesFor({ warnings })[0]?.message).toContain(`already has an error: ${titles.join("; ")}. Look into it`);
  });

  it("reads the VDA in use from the catalog when the image in use is not known", () => {
    expect(codes(rulesFor({ imageVdaVersion: "2511.0" }, {}, { currentImage: undefined }))).toEqual(["warn vda-older"]);
  });

  const gone = { currentImage: undefined };
  const nameless = { templateImageOs: undefined };
  it.each<
    [string, Partial<Catalog>, Partial<Image>, { currentImage?: Image | undefined; staleData?: boolean | undefined }]
  >([
    // blocking rules: a warning of their own
    ["warn remote-pc-unknown", { isRemotePcCatalog: undefined }, {}, {}],
    ["warn session-support-unknown", { sessionSupport: "Unknown" }, {}, gone],
    ["warn session-support-unknown", {}, { sessionSupport: "Unknown" }, {}],
    ["warn os-platform-unknown", nameless, {}, gone],
    ["warn os-platform-unknown", { templateImageOs: "Contoso OS" }, {}, gone],
    ["warn os-platform-unknown", {}, { osPlatform: undefined }, {}],
    ["warn os-platform-unknown", {}, { osPlatform: "Unknown", osName: "" }, {}],
    ["warn os-platform-unknown", { imageId: undefined, ...nameless }, {}, gone],
    // warning rules: a line in the list of checks
    ["not-compared image-deprecated", {}, { isDeprecated: undefined }, {}],
    ["not-compared image-in-use-already", { imageId: undefined }, {}, {}],
    ["not-compared vda-older", {}, {}, gone],
    ["not-compared vda-older", {}, { vdaVersion: undefined }, {}],
    ["not-compared vda-older", {}, { vdaVersion: "newest" }, {}],
    ["not-compared server-desktop-change", nameless, {}, gone],
    ["not-compared server-desktop-change", {}, { isServerOs: undefined }, {}],
    ["not-compared existing-machines-keep-disk", { allocationType: "Permanent" }, {}, {}],
    ["not-compared existing-machines-keep-disk", { allocationType: "Unknown" }, {}, {}],
    ["not-compared region-differs", { region: undefined }, {}, {}],
    ["not-compared region-differs", {}, { region: "" }, {}],
    ["not-compared catalog-has-error-warning", { warnings: [{ type: "Novel" }] }, {}, {}],
    ["not-compared stale-data", {}, {}, { staleData: undefined }],
  ])("without its fact a rule does not pass: %s", (line, catalog, image, more) => {
    const facts = { currentImage: current, staleData: false, ...more };
    const input = { catalog: catalogWith(catalog), image: imageWith(image), ...facts };
    const results = resultsOfRules(input);
    const found = results.find(({ verdict, code }) => `${verdict} ${code}` === line);
    expect(found?.message).toMatch(/^[A-Z].{30,}\.$/s);
    expect(new Set(results.map(({ code }) => code)).size).toBe(13);
    const toTick = checkEligibility(input).map(({ severity, code }) => `${severity} ${code}`);
    if (line.startsWith("warn")) expect(toTick).toContain(line);
    else expect(toTick.join()).not.toContain(line.split(" ")[1]);
  });

  it.each<[string, Partial<Catalog>, Partial<Image>, Image | undefined]>([
    ["block os-platform-mismatch", { templateImageOs: "Windows 11 Enterprise" }, { osPlatform: "Linux" }, undefined],
    ["block os-platform-mismatch", { templateImageOs: "Ubuntu 22.04" }, {}, undefined],
    ["block os-platform-mismatch", { templateImageOs: "Red Hat Enterprise Linux" }, {}, undefined],
    ["block os-platform-mismatch", {}, { osPlatform: undefined, osName: "Ubuntu 24.04" }, current],
    [
      "block os-platform-mismatch",
      nameless,
      { osPlatform: "Linux" },
      { ...current, osPlatform: undefined, osName: "Windows 11" },
    ],
    ["block session-support-mismatch", { sessionSupport: "Unknown" }, { sessionSupport: "SingleSession" }, current],
    ["warn server-desktop-change", { templateImageOs: "Windows Server 2022" }, {}, undefined],
    ["warn server-desktop-change", {}, { isServerOs: undefined, osName: "Windows Server 2025" }, current],
    [
      "warn existing-machines-keep-disk",
      { allocationType: "Unknown", persistStaticAllocatedVmDisks: true },
      {},
      current,
    ],
  ])("%s: a fact is taken from wherever it is told", (code, catalog, image, currentImage) => {
    expect(codes(rulesFor(catalog, image, { currentImage }))).toEqual([code]);
  });

  it("tells every rule with its verdict, those that passed in words of their own", () => {
    const facts = { catalog: catalogWith({}), currentImage: current, staleData: false };
    const passed = resultsOfRules({ ...facts, image: imageWith({}) });
    expect(new Set(passed.map(({ verdict }) => verdict))).toEqual(new Set(["ok"]));
    expect(new Set(passed.map(({ message }) => message)).size).toBe(13);
    for (const { message } of passed) expect(message).toMatch(/^[A-Z].{15,}\.$/);

    const image = imageWith({ state: "Failed", isDeprecated: true });
    const judged = resultsOfRules({ ...facts, image });
    expect(judged.map(({ code }) => code)).toEqual(passed.map(({ code }) => code));
    const broken = judged.filter(({ verdict }) => verdict !== "ok");
    expect(broken.map(({ verdict, ...rule }) => ({ ...rule, severity: verdict }))).toEqual(
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
    expect(codes(rulesFor({ isRemotePcCatalog: undefined }, { state: "Failed" }))).toEqual([
      "block image-not-ready",
      "warn remote-pc-unknown",
    ]);
  });
});
