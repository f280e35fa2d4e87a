import { aCatalog, aCatalogRollout } from "@catalog-deck/contract/testing";
import { expect, test } from "vitest";
import { catalogsNamed, namesIn } from "./names.ts";

test("names stand on lines or between commas, semicolons and tabs, each counts once", () => {
  expect(namesIn('Sales-EU\r\n "Legal, "\tClaims; sales-eu\n\n')).toEqual(["sales-eu", '"Legal', '"', "Claims"]);
  expect(namesIn('"Plant Linz"\tClaims;Legal')).toEqual(["Plant Linz", "Claims", "Legal"]);
  expect(namesIn(" \n ,;")).toEqual([]);
});

test("a name is the whole name, in whatever case", () => {
  const catalogs = [
    aCatalog({ id: "c-1", name: "Sales-EU" }),
    aCatalog({ id: "c-2", name: "Sales-EU-2" }),
    aCatalog({ id: "c-3", name: "Legal", state: "Processing" }),
    aCatalog({
      id: "c-4",
      name: "Claims",
      rollout: aCatalogRollout(),
    }),
    aCatalog({ id: "c-5", name: "Kiosk", isRemotePcCatalog: true }),
  ];
  const { found, missed } = catalogsNamed(["sales-eu", "Sales", "LEGAL", "Claims", "Kiosk"], catalogs);
  expect(found.map(({ id }) => id)).toEqual(["c-1"]);
  expect(missed).toEqual([
    { name: "Sales", because: "No catalog has this name" },
    { name: "Legal", because: expect.stringMatching(/^Can't be updated now/) },
    { name: "Claims", because: "In rollout Win11-Nov" },
    { name: "Kiosk", because: "Remote PC Access has no master image" },
  ]);
});
