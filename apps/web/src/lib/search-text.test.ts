import { expect, test } from "vitest";
import { readSearchText, searchTextOf } from "./search-text.ts";

test("a name that stands once is a text, one that stands more than once a list", () => {
  expect(readSearchText("?q=sales&region=eastus&region=westeurope&empty=")).toEqual({
    q: "sales",
    region: ["eastus", "westeurope"],
    empty: "",
  });
  expect(readSearchText("")).toEqual({});
});

test("what is read is written back the same; what is empty is left out", () => {
  const text = "q=a%26b&image=Win11%2C+old&image=Win11-Nov";
  expect(searchTextOf(readSearchText(text))).toBe(text);
  expect(searchTextOf({ q: "", show: undefined, image: [], view: "table" })).toBe("view=table");
});
