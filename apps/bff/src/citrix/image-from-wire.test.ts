import { WireImage, WireImageDetails } from "@catalog-deck/catalogservice";
import { expect, test } from "vitest";
import { imageDetailsFromWire, imageFromWire } from "./image-from-wire.ts";

const least = { id: "i1", name: "Windows 11", state: "Ready", citrixPrepared: true };
const leastImage = { ...least, sessionSupport: "Unknown", linkedCatalogs: 0 };

test("a field that Citrix's schema and ours both name passes", () => {
  const sent = { vdaVersion: "2407", isServerOs: false, diskSizeInGB: 0, linkedCatalogsNames: ["Sales"] };
  expect(imageFromWire(WireImage.parse({ ...least, ...sent }))).toEqual({ ...leastImage, ...sent });
});

test("what is null becomes absent", () => {
  const image = imageFromWire(WireImage.parse({ ...least, region: null, linkedCatalogsNames: null }));
  expect(Object.keys(image).sort()).toEqual(Object.keys(leastImage).sort());
});

test.each([
  { why: "not in Citrix's documents", fields: { secret: "s3cret" } },
  { why: "known, but in no answer of ours", fields: { subscriptionId: "s1", statusMessageId: "m1" } },
  { why: "named as one that only we fill in", fields: { unreadable: true, stale: false, fetchedAt: "now" } },
])("a field that is $why does not pass", ({ fields }) => {
  const image = imageFromWire(WireImage.parse({ ...least, ...fields }));
  expect(Object.keys(image).sort()).toEqual(Object.keys(leastImage).sort());
});

test("of an image's catalogs and applications nothing else passes either", () => {
  const catalog = { catalogId: "c1", catalogName: "Sales", state: "Active" };
  const application = { id: "a1", name: "Editor" };
  const sent = {
    catalogs: [{ ...catalog, azureSubscription: "s1" }],
    applications: [{ ...application, description: null, compressedb64Icon: "AAAA" }],
  };
  expect(imageDetailsFromWire(WireImageDetails.parse({ ...least, ...sent }))).toEqual({
    ...leastImage,
    catalogs: [catalog],
    applications: [application],
  });
});
