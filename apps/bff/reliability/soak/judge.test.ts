import type { ImageUpdate } from "@catalog-deck/contract";
import type { LogEntry } from "@catalog-deck/simulator";
import { expect, test } from "vitest";
import { judgeSoak, type SoakFacts } from "./judge.ts";

const post: LogEntry = {
  at: "2026-11-23T12:00:00.000Z",
  operation: "startImageUpdate",
  method: "POST",
  path: "/catalogs/c1/$updateImage",
  status: 202,
  transactionId: "t1",
  body: {},
};
const record: ImageUpdate = {
  id: "u1",
  catalogId: "c1",
  catalogName: "Legal",
  fromImage: null,
  toImage: { id: "new", name: "New" },
  vdaUpdateDelay: 0,
  origin: "catalog-deck",
  requestedBy: { id: "a", displayName: "A" },
  requestedAt: "2026-11-23T12:00:00.000Z",
  reason: "k1",
  state: "succeeded",
  citrixTransactionId: "t1",
};
const honest: SoakFacts = {
  asked: [
    { key: "k1", catalogId: "c1", toImageId: "new", ending: "newImage", answers: [{ status: 202, updateId: "u1" }] },
  ],
  posts: [post],
  records: [record],
  states: new Map([["c1", "Active"]]),
  readAt: Date.parse("2026-11-23T12:02:00.000Z"),
};
const kinds = (changed: Partial<SoakFacts>) => judgeSoak({ ...honest, ...changed }).map(({ kind }) => kind);
const as = (changed: Partial<ImageUpdate>) => [{ ...record, ...changed }];

test("what agrees is not complained about, nor is what is still honestly open", () => {
  expect(judgeSoak(honest)).toEqual([]);
  expect(kinds({ posts: [], records: as({ state: "unknown" }) })).toEqual([]);
  expect(kinds({ states: new Map([["c1", "Processing"]]), records: as({ state: "running" }) })).toEqual([]);
  expect(kinds({ posts: [{ ...post, status: 401 }, post] })).toEqual([]);
  expect(kinds({ posts: [{ ...post, status: 503 }], records: as({ state: "rejected" }) })).toEqual([]);
});

test("a rollback that nobody could see is waited for, but not for ever", () => {
  const asked = honest.asked.map((one) => ({ ...one, ending: "rolledBack" as const }));
  expect(kinds({ asked, records: as({ state: "running" }) })).toEqual([]);
  const readAt = Date.parse("2026-11-23T12:07:00.000Z");
  expect(kinds({ asked, records: as({ state: "running" }), readAt })).toEqual(["misreported"]);
});

test("a doubled update is found by its POSTs and by its records", () => {
  expect(kinds({ posts: [post, { ...post, status: 409 }] })).toEqual(["doubled"]);
  expect(kinds({ posts: [post, { ...post, status: 401 }, post] })).toEqual(["doubled"]);
  expect(kinds({ records: [record, { ...record, id: "u2" }] })).toEqual(["doubled"]);
});

test("a lost update is found: acknowledged or sent, and not recorded", () => {
  expect(kinds({ records: [] })).toEqual(["lost", "lost"]);
  expect(kinds({ records: as({ id: "u2" }) })).toEqual(["lost"]);
});

test.each<[Partial<SoakFacts>, string]>([
  [{ posts: [] }, "success of what was never sent"],
  [{ posts: [{ ...post, status: 0, body: undefined }] }, "success of what was cut off before it was done"],
  [{ records: as({ state: "rejected" }) }, "no start of what was done"],
  [{ records: as({ state: "rolledBack" }) }, "a rollback that was none"],
  [{ records: as({ state: "unknown" }) }, "not knowing what could be read"],
  [{ records: as({ state: "running" }) }, "running on a catalog at rest"],
  [{ records: as({ state: "submitting" }) }, "sending for ever"],
  [{ records: as({ toImage: { id: "other", name: "Other" } }) }, "another image"],
  [{ records: [record, { ...record, id: "u2", reason: "of nobody" }] }, "an update that nobody asked for"],
])("a misreported update is found: %#, %s", (changed) => {
  expect(kinds(changed)).toEqual(["misreported"]);
});
