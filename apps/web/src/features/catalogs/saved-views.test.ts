import type { SavedViews } from "@catalog-deck/contract";
import { describe, expect, it } from "vitest";
import { currentViewOf, defaultSearch, searchOfView, textOfSearch } from "./saved-views.ts";
import { withBroughtBack, withDefault, withoutView, withRenamed, withSearch, withView } from "./view-changes.ts";

const sales = { name: "Sales", search: "q=sales" };
const table = { name: "Table", search: "view=table" };
const saved: SavedViews = { views: [sales, table], default: "Sales" };

describe("the view on the page", () => {
  it("is the one that is set exactly so, however its parameters are ordered", () => {
    const view = { name: "Both", search: "view=table&q=sales&foreign=1" };
    const search = searchOfView(view);
    expect(textOfSearch(search)).toBe("q=sales&view=table");
    expect(currentViewOf({ views: [view] }, search, undefined)).toEqual({ name: "Both", changed: false });
  });

  it("keeps several values of one filter, in whatever order they were chosen", () => {
    const search = { region: ["eastus", "westeurope"], image: ["Win11, old"] };
    const text = "image=Win11%2C+old&region=eastus&region=westeurope";
    expect(textOfSearch(search)).toBe(text);
    expect(searchOfView({ name: "Both", search: text })).toEqual(search);
    const turned = { name: "Both", search: "region=westeurope&region=eastus&image=Win11%2C+old" };
    expect(currentViewOf({ views: [turned] }, search, undefined)).toEqual({ name: "Both", changed: false });
  });

  it("stays the one that was applied, and is changed when something else is set", () => {
    expect(currentViewOf(saved, { q: "sales" }, "Sales")).toEqual({ name: "Sales", changed: false });
    expect(currentViewOf(saved, { view: "table" }, "Sales")).toEqual({ name: "Sales", changed: true });
    expect(currentViewOf(saved, {}, "Sales")).toEqual({ name: "Sales", changed: true });
  });

  it("is none when nothing fits, and none on the page as it is without parameters", () => {
    expect(currentViewOf(saved, { q: "legal" }, undefined)).toBeUndefined();
    expect(currentViewOf(saved, { q: "legal" }, "gone")).toBeUndefined();
    expect(currentViewOf({ views: [{ name: "All", search: "" }] }, {}, undefined)).toBeUndefined();
    expect(currentViewOf(undefined, {}, undefined)).toBeUndefined();
  });

  it("opens by itself when it is the default and sets something that the page understands", () => {
    expect(defaultSearch(saved)).toEqual({ name: "Sales", search: { q: "sales" } });
    expect(defaultSearch({ views: [sales] })).toBeUndefined();
    expect(defaultSearch({ views: [{ name: "Old", search: "color=red" }], default: "Old" })).toBeUndefined();
    expect(defaultSearch(undefined)).toBeUndefined();
  });
});

describe("changing views", () => {
  it("saves a new one at the end, in the place of one of its name", () => {
    expect(withView(saved, { name: "Sales", search: "q=emea" }).views).toEqual([
      table,
      { name: "Sales", search: "q=emea" },
    ]);
    expect(withSearch(saved, "Sales", "q=emea").views).toEqual([{ name: "Sales", search: "q=emea" }, table]);
  });

  it("renames, and the default stays the default; a name that is taken changes nothing", () => {
    expect(withRenamed(saved, "Sales", "Verkauf")).toEqual({
      views: [{ name: "Verkauf", search: "q=sales" }, table],
      default: "Verkauf",
    });
    expect(withRenamed(saved, "Sales", "Table")).toEqual(saved);
  });

  it("deletes, and brings back in the old place, as the default that it was", () => {
    const without = withoutView(saved, "Sales");
    expect(without).toEqual({ views: [table] });
    expect(withBroughtBack(without, saved, "Sales")).toEqual(saved);
    expect(withBroughtBack(saved, saved, "Sales")).toEqual(saved);
  });

  it("never names a default that is not there", () => {
    expect(withDefault(saved, "gone")).toEqual({ views: [sales, table] });
    expect(withDefault(saved, undefined)).toEqual({ views: [sales, table] });
    expect(withDefault(saved, "Table")).toEqual({ views: [sales, table], default: "Table" });
  });
});
