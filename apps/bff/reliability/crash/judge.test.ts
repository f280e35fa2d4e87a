import type { ImageUpdate, ImageUpdateState } from "@catalog-deck/contract";
import { anUpdate } from "@catalog-deck/contract/testing";
import { describe, expect, test } from "vitest";
import { type AskedUpdate, type CrashFacts, judgeCrashes, type Sighting } from "./judge.ts";

const asked: AskedUpdate = {
  key: "key-1",
  catalogId: "sales",
  fromImageId: "old",
  toImageId: "new",
  ending: "newImage",
  answers: [{ status: 202, updateId: "update-1", text: "" }],
};
const post = { key: "key-1", catalogId: "sales", imageId: "new", transactionId: "transaction-1" };

function record(state: ImageUpdateState, changes: Partial<ImageUpdate> = {}): ImageUpdate {
  return anUpdate({
    id: "update-1",
    catalogId: "sales",
    fromImage: { id: "old", name: "Old" },
    toImage: { id: "new", name: "New" },
    vdaUpdateDelay: 0,
    reason: "key-1",
    requestedAt: "2026-03-02T09:00:00.000Z",
    state,
    citrixTransactionId: "transaction-1",
    timeline: [
      { at: "2026-03-02T09:00:00.000Z", state: "submitting" },
      { at: "2026-03-02T09:01:00.000Z", state },
    ],
    ...changes,
  });
}

function sighting(state: ImageUpdateState, imageId: string, catalogState = "Active"): Sighting {
  return { key: "key-1", state, catalog: { state: catalogState, imageId, rolledBack: false } };
}

const good: CrashFacts = {
  asked: [asked],
  posts: [post],
  records: [record("succeeded")],
  sightings: [sighting("running", "old", "Processing"), sighting("succeeded", "new")],
};

const kinds = (facts: Partial<CrashFacts>) => judgeCrashes({ ...good, ...facts }).map(({ kind }) => kind);

describe("what the crash test finds", () => {
  test("nothing, when records and simulator agree", () => {
    expect(judgeCrashes(good)).toEqual([]);
    expect(kinds({ posts: [], records: [record("rejected")], sightings: [sighting("rejected", "old")] })).toEqual([]);
  });

  test.each<[string, Partial<CrashFacts>]>([
    ["two POSTs", { posts: [post, { ...post, transactionId: "transaction-2" }] }],
    ["two records", { records: [record("succeeded"), record("succeeded", { id: "update-2" })] }],
    ["a POST that nobody asked for", { posts: [post, { ...post, key: "undefined" }] }],
  ])("doubled: %s", (_what, facts) => {
    expect(kinds(facts)).toContain("doubled");
  });

  test.each<[string, Partial<CrashFacts>]>([
    ["a POST without a record", { records: [] }],
    ["an acknowledged update without a record", { posts: [], records: [] }],
    ["a request that was never answered", { asked: [{ ...asked, answers: [] }] }],
    [
      "a request that was refused",
      { asked: [{ ...asked, answers: [{ status: 409, updateId: undefined, text: "" }] }] },
    ],
    ["an update without an end", { records: [record("running")], sightings: [] }],
    ["an update that nobody knows the fate of", { records: [record("unknown")], sightings: [] }],
  ])("lost: %s", (_what, facts) => {
    expect(kinds(facts)).toContain("lost");
  });

  test.each<[string, Partial<CrashFacts>]>([
    ["succeeded without a POST", { posts: [] }],
    ["rejected with a POST", { records: [record("rejected")] }],
    ["succeeded where Citrix rolled back", { asked: [{ ...asked, ending: "rolledBack" }] }],
    ["succeeded while the old image was in use", { sightings: [sighting("succeeded", "old")] }],
    ["waiting for restarts while Citrix worked", { sightings: [sighting("waitingForRestart", "new", "Processing")] }],
    ["failed while the catalog was well", { sightings: [sighting("failed", "old")] }],
    ["another catalog", { posts: [{ ...post, catalogId: "clinic" }] }],
    ["another image", { posts: [{ ...post, imageId: "other" }] }],
    ["another transaction id", { posts: [{ ...post, transactionId: "transaction-2" }] }],
    ["a timeline that ends otherwise", { records: [record("succeeded", { timeline: [] })] }],
    [
      "a timeline that goes on after an end",
      {
        records: [
          record("succeeded", {
            timeline: [
              { at: "2026-03-02T09:00:00.000Z", state: "rejected" },
              { at: "2026-03-02T09:01:00.000Z", state: "succeeded" },
            ],
          }),
        ],
      },
    ],
  ])("misreported: %s", (_what, facts) => {
    expect(kinds(facts)).toContain("misreported");
  });
});
