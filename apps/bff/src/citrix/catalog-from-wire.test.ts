import { WireCatalog } from "@catalog-deck/catalogservice";
import { expect, test } from "vitest";
import { catalogFromWire } from "./catalog-from-wire.ts";

const least = { id: "c1", name: "Sales", state: "Active" };

test("a field that Citrix's schema and ours both name passes", () => {
  const sent = { region: "westeurope", numOfUsers: 0, domainJoined: false, extraInfo: "", warnings: [] };
  expect(catalogFromWire(WireCatalog.parse({ ...least, ...sent }))).toEqual({
    ...least,
    ...sent,
    sessionSupport: "Unknown",
    allocationType: "Unknown",
  });
});

test("what is null becomes absent", () => {
  const catalog = catalogFromWire(WireCatalog.parse({ ...least, region: null, imageId: null, warnings: null }));
  expect(Object.keys(catalog).sort()).toEqual(["allocationType", "id", "name", "sessionSupport", "state", "warnings"]);
});

test.each([
  { why: "not in Citrix's documents", fields: { secret: "s3cret" } },
  { why: "known, but in no answer of ours", fields: { subscriptionId: "s1", domainServiceAccount: "svc" } },
  {
    why: "named as one that only we fill in",
    fields: {
      activeUpdate: { id: "u1" },
      lastUpdate: { id: "u2" },
      usualDuration: { count: 3 },
      imageVdaVersion: "2407",
      unreadable: true,
    },
  },
])("a field that is $why does not pass", ({ fields }) => {
  const catalog = catalogFromWire(WireCatalog.parse({ ...least, ...fields }));
  expect(Object.keys(catalog).sort()).toEqual(["allocationType", "id", "name", "sessionSupport", "state", "warnings"]);
});

test("of a warning nothing else passes either", () => {
  const warnings = [{ type: "ImageRollback", isError: true, isDismissible: null, secret: "s3cret" }];
  expect(catalogFromWire(WireCatalog.parse({ ...least, warnings })).warnings).toEqual([
    { type: "ImageRollback", isError: true },
  ]);
});
