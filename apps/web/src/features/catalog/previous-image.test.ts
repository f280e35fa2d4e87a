import type { Catalog, ImageUpdate } from "@catalog-deck/contract";
import { aCatalog, anUpdate } from "@catalog-deck/contract/testing";
import { expect, test } from "vitest";
import { previousImageOf } from "./previous-image.ts";

const catalog = aCatalog({ id: "sales", name: "Sales", imageId: "nov" });

function update(id: string, from: string | null, fields: Partial<ImageUpdate> = {}): ImageUpdate {
  const fromImage = from === null ? null : { id: from, name: `Win11-${from}` };
  const toImage = { id: "nov", name: "Win11-nov" };
  return anUpdate({ id, catalogId: "sales", fromImage, toImage, state: "succeeded", ...fields });
}

test("the previous image is where the newest update began that did not begin on the one in use", () => {
  const updates = [
    update("tried", "nov", { state: "rolledBack" }),
    update("arrived", "oct", { origin: "external", requestedAt: undefined, vdaUpdateDelay: undefined }),
    update("before", "sep"),
  ];
  expect(previousImageOf(catalog, updates)).toEqual({
    image: { id: "oct", name: "Win11-oct" },
    updateId: "arrived",
  });
});

test("an update that goes on tells nothing, one whose machines wait for their restart does", () => {
  expect(previousImageOf(catalog, [update("u", "oct", { state: "running" })])).toBeUndefined();
  expect(previousImageOf(catalog, [update("u", "oct", { state: "waitingForRestart" })])?.image.id).toBe("oct");
});

test("without another image that is known there is no way back", () => {
  expect(previousImageOf(catalog, [])).toBeUndefined();
  expect(previousImageOf(catalog, [update("first", null)])).toBeUndefined();
  expect(
    previousImageOf({ ...catalog, imageId: undefined } as unknown as Catalog, [update("u", "oct")]),
  ).toBeUndefined();
});
