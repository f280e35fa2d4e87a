import type { Image } from "@catalog-deck/contract";
import { anImage } from "@catalog-deck/contract/testing";
import { expect, test } from "vitest";
import { groupsOf, nextSort, shownImages } from "./image-list.ts";
import { validateImagesSearch } from "./images-search.ts";

function image(name: string, fields: Partial<Image> = {}): Image {
  const { vdaVersion: _vda, region: _region, ...plain } = anImage(name.toLowerCase(), { name });
  return { ...plain, ...fields };
}

const images = [
  image("Retired", { isDeprecated: true }),
  image("Old", { finalizedDate: "2026-01-01T00:00:00Z", vdaVersion: "2203.0.1" }),
  image("Building", { state: "BuilderProvisioning" }),
  image("Broken", { state: "Failed", linkedCatalogs: 2 }),
  image("New", { finalizedDate: "2026-11-01T00:00:00Z", vdaVersion: "2511.0.40", region: "eastus" }),
  image("Odd", { state: "SomethingNobodyKnows" }),
];

const names = (found: readonly Image[]) => found.map(({ name }) => name);

test("failed and deprecated images that catalogs still use come first, then ready ones, the newest first", () => {
  expect(names(shownImages(images, {}))).toEqual(["Broken", "New", "Old", "Building", "Odd", "Retired"]);
  expect(groupsOf(shownImages(images, {})).map(({ group }) => group)).toEqual([
    "inUseButUnfit",
    "ready",
    "inPreparation",
    "retired",
  ]);
});

test("search finds words in name, region and VDA version; the filter narrows by state", () => {
  expect(names(shownImages(images, { q: "eastus 2511" }))).toEqual(["New"]);
  expect(names(shownImages(images, { state: "failed" }))).toEqual(["Broken"]);
  expect(names(shownImages(images, { state: "deprecated" }))).toEqual(["Retired"]);
  expect(shownImages(images, { q: "nothing like it" })).toEqual([]);
});

test("a column sorts in both directions, versions by number, and the third press gives the groups back", () => {
  expect(names(shownImages(images, { sort: "-vda" })).slice(0, 2)).toEqual(["New", "Old"]);
  expect(names(shownImages(images, { sort: "-used" }))[0]).toBe("Broken");
  expect(nextSort(undefined, "vda")).toBe("-vda");
  expect(nextSort("-vda", "vda")).toBe("vda");
  expect(nextSort("vda", "vda")).toBeUndefined();
  expect(nextSort("vda", "name")).toBe("name");
});

test("search parameters that make no sense are left out", () => {
  expect(validateImagesSearch({ q: "2511", state: "nope", sort: "-vda", other: 1 })).toEqual({
    q: "2511",
    sort: "-vda",
  });
  expect(validateImagesSearch({ q: "", state: ["ready"], sort: "--vda" })).toEqual({});
});
