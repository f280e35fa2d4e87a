import { describe, expect, it } from "vitest";
import { nameToType, searchText, searchWords, shortText, visibleText } from "./visible-text.ts";

describe("a text as a person sees it", () => {
  it.each([
    ["a space at its end", "Sales ", "Sales"],
    ["spaces of every kind", "\u00a0Sales\u2003 \t\r\nEU\u3000", "Sales EU"],
    ["a decomposed letter", "Bu\u0308ro", "Büro"],
    ["zero-width characters", "Sa\u200bl\u200ce\u2060s\ufeff", "Sales"],
    ["a soft hyphen", "Sa\u00adles", "Sales"],
    ["marks of direction", "\u202eSales\u202c\u200f\u2066\u2069", "Sales"],
    ["control characters", "Sa\u0000le\u001bs\u0080", "Sales"],
    ["an invisible space in the midst of spaces", "Sales \u200b EU", "Sales EU"],
    ["a variation selector", "Sales\ufe0f", "Sales"],
    ["nothing to see", " \u200b\u00ad\u3164 ", ""],
    ["what is seen", "Sales-EU (2) – Ω 営業 👩", "Sales-EU (2) – Ω 営業 👩"],
  ])("%s", (_what, text, seen) => {
    expect(visibleText(text)).toBe(seen);
    expect(visibleText(seen)).toBe(seen);
  });

  it("keeps names apart that look different", () => {
    for (const [a, b] of [
      ["Sales", "sales"],
      ["Sales EU", "SalesEU"],
      ["Büro", "Buro"],
    ] as const) {
      expect(visibleText(a)).not.toBe(visibleText(b));
    }
  });

  it("is what is typed for a name; for one that shows nothing it is the id", () => {
    expect(nameToType({ id: "c-1", name: "Sales \u200b" })).toBe("Sales");
    expect(nameToType({ id: "c-1", name: "\u200b " })).toBe("c-1");
  });

  it("is what is searched", () => {
    expect(searchWords(" Bu\u0308ro\u200b  eu ")).toEqual(["büro", "eu"]);
    expect(searchText("BÜRO\u00adEU")).toBe("büroeu");
    expect(searchWords(" \u200b")).toEqual([]);
  });
});

describe("a long foreign text", () => {
  it("is cut at a word, never in the midst of a character, and disturbs nothing", () => {
    expect(shortText("fits")).toBe("fits");
    expect(shortText("one two three four", 12)).toBe("one two…");
    expect(shortText("x".repeat(500))).toBe(`${"x".repeat(280)}…`);
    expect(shortText(`${"x".repeat(279)}👩👩`)).toBe(`${"x".repeat(279)}…`);
    expect(shortText("a\u202eb\u0000c\u2067")).toBe("a b c");
  });
});
