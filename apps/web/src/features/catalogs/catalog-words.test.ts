import { expect, test } from "vitest";
import { searchInWords } from "./catalog-words.ts";

test("what a view keeps is said line by line", () => {
  expect(searchInWords({})).toEqual([
    "No search and no filters: it shows all catalogs.",
    "Sorted: By state",
    "As cards",
  ]);
  expect(
    searchInWords({
      q: "sales",
      show: ["needsAttention", "updating"],
      region: ["eastus", "westeurope"],
      sessions: ["MultiSession"],
      sort: "updated",
      direction: "down",
      view: "table",
    }),
  ).toEqual([
    "Search: sales",
    "Needs attention, Updating",
    "Region: eastus, westeurope",
    "Sessions: multi session",
    "Sorted: By last update, descending",
    "As a table",
  ]);
});
