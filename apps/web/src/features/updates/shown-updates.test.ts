import type { Catalog, ImageUpdate } from "@catalog-deck/contract";
import { aCatalog, anUpdate } from "@catalog-deck/contract/testing";
import { expect, test } from "vitest";
import { shownUpdates } from "./shown-updates.ts";
import { type UpdateSort, type UpdatesSearch, validateUpdatesSearch } from "./updates-search.ts";

const update = (id: string, requestedAt: string, fields: Partial<ImageUpdate> = {}) =>
  anUpdate({ id, catalogId: "sales", requestedAt, state: "succeeded", ...fields });
const catalog = (fields: Partial<Catalog>) => aCatalog({ id: "sales", name: "Sales", state: "Processing", ...fields });

const nowMs = Date.parse("2026-11-24T10:00:00Z");
const ids = (updates: readonly ImageUpdate[]) => updates.map(({ id }) => id);

test("what has not ended comes first, even when it is so old that the history's first page lacks it", () => {
  const listed = [update("b", "2026-11-22T10:00:00Z"), update("c", "2026-11-23T10:00:00Z")];
  const waiting = update("a", "2026-11-01T10:00:00Z", { state: "waitingForRestart" });
  const shown = shownUpdates(listed, [catalog({ activeUpdate: waiting })], {}, nowMs);
  expect(ids(shown.running)).toEqual(["a"]);
  expect(ids(shown.ended)).toEqual(["c", "b"]);
});

test("an update that has ended in either reading has ended", () => {
  const running = update("a", "2026-11-23T10:00:00Z", { state: "running" });
  const ended = { ...running, state: "rolledBack" } as const;
  expect(shownUpdates([ended], [catalog({ activeUpdate: running })], {}, nowMs).ended).toEqual([ended]);
  expect(shownUpdates([running], [catalog({ lastUpdate: ended })], {}, nowMs).ended).toEqual([ended]);
});

test("the filters hold for what the catalogs add, and drop what has moved on to another state", () => {
  const running = update("a", "2026-11-23T10:00:00Z", { state: "running" });
  const catalogs = [catalog({ activeUpdate: running })];
  expect(shownUpdates([], catalogs, { state: "failed" }, nowMs)).toEqual({ running: [], ended: [] });
  expect(shownUpdates([], catalogs, { catalogId: "other" }, nowMs)).toEqual({ running: [], ended: [] });
  expect(
    shownUpdates([running], [catalog({ lastUpdate: { ...running, state: "failed" } })], { state: "running" }, nowMs),
  ).toEqual({ running: [], ended: [] });
});

test("an address that makes no sense shows everything", () => {
  expect(validateUpdatesSearch({ state: "done", catalogId: "../x" })).toEqual({});
  expect(validateUpdatesSearch({ state: "rolledBack", catalogId: "sales-1" })).toEqual({
    state: "rolledBack",
    catalogId: "sales-1",
  });
});

test("a period, a person and words hold for what the catalogs add as well", () => {
  const running = update("a", "2026-11-23T10:30:00Z", { state: "running", reason: "CHG0012345" });
  const found = (search: UpdatesSearch) =>
    ids(shownUpdates([], [catalog({ activeUpdate: running })], search, nowMs).running);
  expect(found({ period: "24h" })).toEqual(["a"]);
  expect(found({ from: "2026-11-23T11:00:00Z" })).toEqual([]);
  expect(found({ to: "2026-11-23T10:30:00Z" })).toEqual([]);
  expect(found({ person: "u-1", q: "chg sales alex" })).toEqual(["a"]);
  expect(found({ person: "somebody" })).toEqual([]);
  expect(found({ q: "sales zebra" })).toEqual([]);
});

test("updates are sorted by age, catalog, and how long they took", () => {
  const took = (id: string, catalogName: string, minutes: number) =>
    update(id, `2026-11-2${id}T10:00:00Z`, { catalogName, finishedAt: `2026-11-2${id}T10:${minutes}:00Z` });
  const three = [took("1", "Zoo", 20), took("2", "Art", 50), took("3", "Zoo", 30)];
  const order = (sort?: UpdateSort) => ids(shownUpdates(three, [], sort ? { sort } : {}, nowMs).ended).join("");
  expect([order(), order("oldest"), order("catalog"), order("took")]).toEqual(["321", "123", "231", "231"]);
});
