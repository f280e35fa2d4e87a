import { expect, test } from "vitest";
import { dayForFileName, fileNameOf } from "./download.ts";

test.each([
  [["catalogs", "Contoso", "2026-11-23"], "catalog-deck-catalogs-Contoso-2026-11-23.csv"],
  [["catalogs", "Müller & Söhne / ../etc", "x"], "catalog-deck-catalogs-Müller-Söhne-etc-x.csv"],
  [["con:\\\\<>|?*\u0000\u202e", "=cmd"], "catalog-deck-con-cmd.csv"],
  [["", "a".repeat(60)], `catalog-deck-${"a".repeat(40)}.csv`],
])("%j makes a name that every system takes", (parts, name) => {
  expect(fileNameOf(parts, "csv")).toBe(name);
});

test("the day is the person's own", () => {
  expect(dayForFileName(new Date(2026, 0, 5, 0, 1))).toBe("2026-01-05");
});
