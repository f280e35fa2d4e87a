import { expect, test } from "vitest";
import { differencesOf } from "./message-differences.ts";

const variants = (...texts: string[]) => [
  { declarations: ["input count"], match: Object.fromEntries(texts.map((text, i) => [`count=${i}`, text])) },
];

test("languages with the same messages and placeholders fit, in any order", () => {
  expect(differencesOf({ a: "{x} of {y}", b: "B" }, { b: "Be", a: "{y} hat {x}" })).toEqual([]);
});

test("a message that is missing or too many is named", () => {
  expect(differencesOf({ a: "A" }, { b: "B" })).toEqual(["a is missing", "b is not in the base language"]);
});

test("a placeholder that was forgotten or misspelled is named", () => {
  expect(differencesOf({ a: "{count} left" }, { a: "{cuont} übrig" })).toEqual([
    "a uses {cuont} where the base language uses {count}",
  ]);
});

test("placeholders of all variants count together, and markup counts too", () => {
  expect(differencesOf({ a: variants("one", "{count} of {name}") }, { a: variants("eins", "{count}") })).toEqual([
    "a uses {count} where the base language uses {count, name}",
  ]);
  expect(differencesOf({ a: "{#b}now{/b}" }, { a: "jetzt" })).toHaveLength(1);
});
