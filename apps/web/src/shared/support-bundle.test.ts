import { aCatalog, anUpdate } from "@catalog-deck/contract/testing";
import { expect, test } from "vitest";
import { type SupportFacts, supportBundle } from "./support-bundle.ts";

const facts: SupportFacts = {
  connection: { customerId: "contoso", siteId: "site-1" },
  catalogId: "c-2",
  catalog: {
    ...aCatalog({ id: "c-2", name: "Sales-EU", state: "Error", subState: "ErrorDomainNotReachable" }),
    statusMessage: "The domain\ndid not answer",
    warnings: [{ type: "VdaRegisterFailure", warningMessage: "2 machines" }],
    transactionId: "t-catalog",
    fetchedAt: "2026-11-23T11:00:00Z",
  },
  update: anUpdate({
    id: "u-1",
    catalogId: "c-2",
    state: "failed",
    reason: "ticket 4711",
    warningMessage: "Please save",
    citrixTransactionId: "t-update",
    startedAt: "2026-11-23T10:00:05Z",
    finishedAt: "2026-11-23T10:40:00Z",
    estimatedMinutes: 65,
    timeline: [
      { at: "2026-11-23T10:00:00Z", state: "submitting" },
      { at: "2026-11-23T10:00:05Z", state: "running", subState: "ProcessingVdaCopyingMasterImage", percent: 12 },
      { at: "2026-11-23T10:40:00Z", state: "failed", subState: "ErrorDomainNotReachable" },
    ],
  }),
  now: new Date("2026-11-23T11:00:30Z"),
  locale: "en-GB",
  timeZone: "Europe/Berlin",
};

test("the text for Citrix Support says what, when in both zones, and by which ids Citrix finds it", () => {
  expect(supportBundle(facts)).toMatchInlineSnapshot(`
    "Support information: machine catalog Sales-EU
    ---------------------------------------------
      Created:     2026-11-23T11:00:30.000Z (23 Nov 2026, 12:00:30 CET)
      Customer id: contoso
      Site id:     site-1

    Machine catalog
    ---------------
      Name:         Sales-EU
      Id:           c-2
      State:        Error
      Sub-state:    ErrorDomainNotReachable (Domain not reachable)
      Message:      The domain did not answer
      Warning:      VdaRegisterFailure: 2 machines
      Image in use: Win11-Oct (img-1)
      VDA:          2507.0.100
      Machines:     10
      Region:       westeurope
      Domain:       corp.contoso.com
      Data from:    2026-11-23T11:00:00.000Z (23 Nov 2026, 12:00:00 CET)

    Image update
    ------------
      Id:                u-1
      Started by:        Catalog Deck
      From image:        Win11-Oct (img-1)
      To image:          Win11-Nov (img-2)
      Restarts:          vdaUpdateDelay=60 (spread over 1 h)
      State:             failed (Failed)
      Requested:         2026-11-23T10:00:00.000Z (23 Nov 2026, 11:00:00 CET)
      Started at Citrix: 2026-11-23T10:00:05.000Z (23 Nov 2026, 11:00:05 CET)
      Citrix's estimate: 1 hour 5 minutes
      Ended:             2026-11-23T10:40:00.000Z (23 Nov 2026, 11:40:00 CET)

    Timeline
    --------
      2026-11-23T10:00:00.000Z (23 Nov 2026, 11:00:00 CET): submitting
      2026-11-23T10:00:05.000Z (23 Nov 2026, 11:00:05 CET): running, ProcessingVdaCopyingMasterImage (Copying the image), 12 %
      2026-11-23T10:40:00.000Z (23 Nov 2026, 11:40:00 CET): failed, ErrorDomainNotReachable (Domain not reachable)

    Transaction ids
    ---------------
      Request to start the update:   t-update
      Last answer about the catalog: t-catalog
    "
  `);
});

test("it names no person, nothing that users were told, and not why", () => {
  const text = supportBundle(facts);
  for (const word of ["Alex", "u-admin", "ticket 4711", "Please save"]) expect(text).not.toContain(word);
});

test("without the catalog it says so, and still has the ids of the update", () => {
  const text = supportBundle({ ...facts, catalog: undefined });
  expect(text).toContain("c-2 (could not be read when this was created)");
  expect(text).toContain("t-update");
});

test("a catalog without an update or transactions says that none is known", () => {
  const text = supportBundle({ ...facts, catalog: aCatalog({ id: "c-1", name: "Legal" }), update: undefined });
  expect(text).toContain("none known");
  expect(text).not.toContain("undefined");
});
