import type { Catalog } from "@catalog-deck/contract";
import { aCatalog, anImage } from "@catalog-deck/contract/testing";
import { describe, expect, test } from "vitest";
import { blockOf, imagesOnRadar, machinesOf, replacementFinder } from "./radar.ts";

const on = (imageId: string, id: string, fields: Partial<Catalog> = {}) =>
  aCatalog({ id, name: id, imageId, ...fields });

describe("images that have to go", () => {
  test("are those that are gone, failed or deprecated while catalogs hang on them, worst and largest first", () => {
    const images = [
      anImage("fine", { linkedCatalogs: 1 }),
      anImage("small", { isDeprecated: true, linkedCatalogs: 1 }),
      anImage("large", { isDeprecated: true, linkedCatalogs: 2 }),
      anImage("unused", { isDeprecated: true }),
      anImage("broken", { state: "Failed", isDeprecated: true, linkedCatalogs: 1 }),
      anImage("elsewhere", { state: "AzureResourcesNotFound", linkedCatalogs: 3 }),
    ];
    const catalogs = [
      on("fine", "a"),
      on("small", "b"),
      on("large", "c", { totalMachinesInCatalog: 100 }),
      on("large", "d"),
      on("broken", "e"),
      on("gone", "f", { templateImageName: "Win10-Gone" }),
      aCatalog({ id: "g", name: "g", imageId: undefined as never }),
    ];
    const found = imagesOnRadar(catalogs, images, true);
    expect(
      found.map(({ name, reason, catalogs: using, notListed }) => [name, reason, using.length, notListed]),
    ).toEqual([
      ["Win10-Gone", "missing", 1, 0],
      ["broken", "failed", 1, 0],
      ["elsewhere", "failed", 0, 3],
      ["large", "deprecated", 2, 0],
      ["small", "deprecated", 1, 0],
    ]);
    expect(found.map(machinesOf)).toEqual([10, 10, 0, 110, 10]);
  });
});

test("no image is said to be gone while the list of images is not complete", () => {
  const catalogs = [on("gone", "f"), on("old", "g")];
  const images = [anImage("old", { isDeprecated: true })];
  expect(imagesOnRadar(catalogs, images, true).map(({ reason }) => reason)).toEqual(["missing", "deprecated"]);
  expect(imagesOnRadar(catalogs, images, false).map(({ reason }) => reason)).toEqual(["deprecated"]);
});

describe("what could replace an image", () => {
  const images = [
    anImage("old", { isDeprecated: true }),
    anImage("also-deprecated", { isDeprecated: true }),
    anImage("nov", { finalizedDate: "2026-11-01T00:00:00Z" }),
    anImage("dec", { finalizedDate: "2026-12-01T00:00:00Z" }),
    anImage("far", { region: "eastus", finalizedDate: "2027-01-01T00:00:00Z" }),
    anImage("multi", { sessionSupport: "MultiSession" }),
    anImage("building", { state: "BuilderActive" }),
  ];

  test("are the ready ones that the form would take: without warnings first, then the newest", () => {
    const found = replacementFinder(images, false)(on("old", "a"));
    expect(found.map(({ image: { id }, warnings }) => [id, ...warnings.map(({ code }) => code)])).toEqual([
      ["dec"],
      ["nov"],
      ["far", "region-differs"],
    ]);
  });

  test("is asked once for catalogs that are alike, and differs where they do", () => {
    const find = replacementFinder(images, false);
    expect(find(on("old", "b", { state: "Error", name: "other" }))).toBe(find(on("old", "a")));
    const multi = find(on("old", "c", { sessionSupport: "MultiSession" }));
    expect(multi.map(({ image: { id } }) => id)).toEqual(["multi"]);
  });

  test("the platform in use counts, although its image is no candidate itself", () => {
    const withLinux = [
      anImage("old", { isDeprecated: true, osPlatform: "Windows" }),
      anImage("ubuntu", { osPlatform: "Linux" }),
    ];
    expect(replacementFinder(withLinux, false)(on("old", "a"))).toEqual([]);
  });

  test("a catalog that nothing could be sent to now says why", () => {
    const find = replacementFinder(images, true);
    const busy = on("old", "a", { state: "Processing" });
    const [best] = find(busy);
    if (best === undefined) throw new Error("nothing found");
    expect(blockOf(busy, best)).toMatch(/must be Active/);
    expect(blockOf(on("old", "b"), best)).toBeUndefined();
    expect(best.warnings).toEqual([]);
  });

  test("200 images are judged once for 1,000 catalogs that are alike", () => {
    const many = Array.from({ length: 200 }, (_, number) => anImage(`image-${number}`));
    const catalogs = Array.from({ length: 1_000 }, (_, number) => on("old", `catalog-${number}`));
    const find = replacementFinder([...many, anImage("old", { isDeprecated: true })], false);
    const first = find(catalogs[0] as Catalog);
    expect(first).toHaveLength(200);
    for (const catalog of catalogs) expect(find(catalog)).toBe(first);
  });
});
