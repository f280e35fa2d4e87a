import { aCatalog, anImage } from "@catalog-deck/contract/testing";
import { expect, test } from "vitest";
import { imageChoicesFor, isOfOtherRegion, searchChoices } from "./image-choices.ts";

const catalog = aCatalog({ id: "cat-1", name: "Accounting", imageId: "img-oct" });

const images = [
  anImage("img-oct", { finalizedDate: "2026-10-09T08:00:00Z" }),
  anImage("img-linux", { osPlatform: "Linux", finalizedDate: "2026-11-22T08:00:00Z" }),
  anImage("img-sep", { finalizedDate: "2026-09-09T08:00:00Z", osName: "Windows 11 Enterprise" }),
  anImage("img-nov", { finalizedDate: "2026-11-20T08:00:00Z" }),
  anImage("img-new", { state: "Pending", finalizedDate: "2026-11-23T08:00:00Z" }),
];

test("usable images come first, newest on top, then the one in use, then the unusable ones with their reasons", () => {
  const choices = imageChoicesFor(catalog, images, false);
  expect(choices.map(({ image: { id } }) => id)).toEqual(["img-nov", "img-sep", "img-oct", "img-new", "img-linux"]);
  expect(choices.map(({ unusableBecause }) => unusableBecause !== undefined)).toEqual([
    false,
    false,
    false,
    true,
    true,
  ]);
  expect(choices[4]?.unusableBecause).toContain("Linux");
});

test("an image without warnings comes before a newer one that needs them acknowledged", () => {
  const nearAndFar = [
    anImage("img-near", { region: "eastus", finalizedDate: "2026-11-01T08:00:00Z" }),
    anImage("img-far", { region: "southeastasia", finalizedDate: "2026-11-20T08:00:00Z" }),
  ];
  const choices = imageChoicesFor({ ...catalog, region: "eastus" }, nearAndFar, false);
  expect(choices.map(({ image: { id } }) => id)).toEqual(["img-near", "img-far"]);
});

test("images of the catalog's region come first, of the others those of other regions next, deprecated ones last", () => {
  const mixed = [
    anImage("img-deprecated", { region: "eastus", isDeprecated: true, finalizedDate: "2026-11-25T08:00:00Z" }),
    anImage("img-far", { region: "southeastasia", finalizedDate: "2026-11-24T08:00:00Z" }),
    anImage("img-oct", { region: "eastus", finalizedDate: "2026-10-01T08:00:00Z" }),
    anImage("img-older-vda", { region: "eastus", vdaVersion: "2203.0.1", finalizedDate: "2026-11-23T08:00:00Z" }),
    anImage("img-near", { region: "eastus", finalizedDate: "2026-11-01T08:00:00Z" }),
    anImage("img-pending", { region: "eastus", state: "Pending" }),
  ];
  const choices = imageChoicesFor({ ...catalog, region: "eastus" }, mixed, false);
  expect(choices.map(({ image: { id } }) => id)).toEqual([
    "img-near",
    "img-older-vda",
    "img-far",
    "img-oct",
    "img-deprecated",
    "img-pending",
  ]);
  expect(choices.filter(isOfOtherRegion).map(({ image: { id } }) => id)).toEqual(["img-far"]);
});

test("a catalog that is busy makes no image unusable; that is said once for the form", () => {
  const busy = imageChoicesFor({ ...catalog, state: "Processing" }, [anImage("img-nov")], false);
  expect(busy[0]?.unusableBecause).toBeUndefined();
  expect(busy[0]?.rules.map(({ code }) => code)).toContain("catalog-not-ready");
});

test("the search finds every word in whatever order", () => {
  const choices = imageChoicesFor(catalog, images, false);
  expect(searchChoices(choices, "enterprise sep").map(({ image: { id } }) => id)).toEqual(["img-sep"]);
  expect(searchChoices(choices, "  ")).toHaveLength(5);
  expect(searchChoices(choices, "nothing-like-it")).toEqual([]);
});
