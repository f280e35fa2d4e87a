import type { Catalog, ImageUpdate } from "@catalog-deck/contract";
import { aCatalog, anUpdate } from "@catalog-deck/contract/testing";
import { expect, test } from "vitest";
import { shownUpdates } from "./shown-updates.ts";
import { validateUpdatesSearch } from "./updates-search.ts";

const update = (id: string, requestedAt: string, fields: Partial<ImageUpdate> = {}) =>
  anUpdate({ id, catalogId: "sales", requestedAt, state: "succeeded", ...fields });
const catalog = (fields: Partial<Catalog>) => aCatalog({ id: "sales", name: "Sales", state: "Processing", ...fields });

const ids = (updates: readonly ImageUpdate[]) => updates.map(({ id }) => id);

test("what has not ended comes first, even when it is so old that the history's first page lacks it", () => {
  const listed = [update("b", "2026-11-22T10:00:00Z"), update("c", "2026-11-23T10:00:00Z")];
  const waiting = update("a", "2026-11-01T10:00:00Z", { state: "waitingForRestart" });
  const shown = shownUpdates(listed, [catalog({ activeUpdate: waiting })], {});
  expect(ids(shown.running)).toEqual(["a"]);
  expect(ids(shown.ended)).toEqual(["c", "b"]);
});

test("an update that has ended in either reading has ended", () => {
  const running = update("a", "2026-11-23T10:00:00Z", { state: "running" });
  const ended = { ...running, state: "rolledBack" } as const;
  expect(shownUpdates([ended], [catalog({ activeUpdate: running })], {}).ended).toEqual([ended]);
  expect(shownUpdates([running], [catalog({ lastUpdate: ended })], {}).ended).toEqual([ended]);
});

test("the filters hold for what the catalogs add, and drop what has moved on to another state", () => {
  const running = update("a", "2026-11-23T10:00:00Z", { state: "running" });
  const catalogs = [catalog({ activeUpdate: running })];
  expect(shownUpdates([], catalogs, { state: "failed" })).toEqual({ running: [], ended: [] });
  expect(shownUpdates([], catalogs, { catalogId: "other" })).toEqual({ running: [], ended: [] });
  expect(
    shownUpdates([running], [catalog({ lastUpdate: { ...running, state: "failed" } })], { state: "running" }),
  ).toEqual({ running: [], ended: [] });
});

test("an address that makes no sense shows everything", () => {
  expect(validateUpdatesSearch({ state: "done", catalogId: "../x" })).toEqual({});
  expect(validateUpdatesSearch({ state: "rolledBack", catalogId: "sales-1" })).toEqual({
    state: "rolledBack",
    catalogId: "sales-1",
  });
});
