import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type CsvSeparator, csvLine } from "./csv.ts";

/** fast-check reports the seed and the shortest failing case; `DECK_SEED` runs that seed again. */
const seed = Number(process.env.DECK_SEED ?? Date.now() % 2 ** 31);

/** Reads RFC 4180 back: lines of cells. */
function readCsv(text: string, separator: CsvSeparator): string[][] {
  const lines: string[][] = [];
  const cell = new RegExp(`(?:"((?:[^"]|"")*)"|([^"${separator}\\r\\n]*))(${separator}|\\r\\n)`, "y");
  let line: string[] = [];
  while (cell.lastIndex < text.length) {
    const at = cell.lastIndex;
    const [, quoted, plain, end] = cell.exec(text) ?? [];
    if (end === undefined) throw new Error(`no CSV from ${at} on: ${JSON.stringify(text.slice(at))}`);
    line.push(quoted?.replaceAll('""', '"') ?? plain ?? "");
    if (end === separator) continue;
    lines.push(line);
    line = [];
  }
  return lines;
}

/** Where any spreadsheet may begin a cell, whatever it takes for a separator and however it reads quotes. */
const anyCells = (text: string) => text.split(/[,;\t\r\n]/).map((cell) => cell.replace(/^"*/, ""));
const isFormula = (cell: string) => /^[=+\-@＝＋－＠]/.test(cell);

const separators = [",", ";"] as const;
/** Texts that are made of what is dangerous, and any others. */
const texts = fc.oneof(
  fc.string({ unit: fc.constantFrom("=", "+", "-", "@", "＝", ",", ";", "\t", "\r", "\n", '"', "'", " ", "1") }),
  fc.string({ unit: "grapheme" }),
);

test("cells are quoted where RFC 4180 asks for it, and only there", () => {
  const cells = ["plain", "a, b", "c; d", 'say "no"', "two\r\nlines", "", null, undefined, 3, true];
  expect(csvLine(cells)).toBe('plain,"a, b",c; d,"say ""no""","two\r\nlines",,,,3,true\r\n');
  expect(csvLine(cells, ";")).toBe('plain;a, b;"c; d";"say ""no""";"two\r\nlines";;;;3;true\r\n');
});

describe.each(separators)("separated by %s", (separator) => {
  test.each([
    ["=1+1", "'=1+1"],
    ["+1", "'+1"],
    ["-1", "'-1"],
    ["@SUM(A1)", "'@SUM(A1)"],
    ["\tx", "'\tx"],
    ["\t=1", "'\t'=1"],
    ["\n=1", "'\n'=1"],
    ["＝1", "'＝1"],
    ['"=1', "'\"=1"],
    ["Sales;=1+1", "Sales;'=1+1"],
    ["Sales,=1+1", "Sales,'=1+1"],
    ['Sales;"@SUM(A1)', "Sales;'\"@SUM(A1)"],
    ["first\r\n-1", "first\r\n'-1"],
  ])("a spreadsheet does not run %j, whatever separates its cells", (text, harmless) => {
    expect(readCsv(csvLine([text], separator), separator)).toEqual([[harmless]]);
  });

  test.each(["Sales; Support, EU", "a - b", "1 + 1 = 2", "anna@contoso.com", 'say "hello"', "CHG1; -5 °C"])(
    "%j stays as it is",
    (text) => {
      expect(readCsv(csvLine([text], separator), separator)).toEqual([[text]]);
    },
  );

  test("a number stays a number, a negative one too", () => {
    expect(csvLine([-1, 0, 15], separator)).toBe(`-1${separator}0${separator}15\r\n`);
  });

  test("whatever stands in the cells comes back but for apostrophes, and no cell begins as a formula", () => {
    const withoutApostrophes = (rows: string[][]) => rows.map((row) => row.map((cell) => cell.replaceAll("'", "")));
    fc.assert(
      fc.property(fc.array(fc.array(texts, { minLength: 1 }), { minLength: 1 }), (rows) => {
        const text = rows.map((row) => csvLine(row, separator)).join("");
        const back = readCsv(text, separator);
        expect(withoutApostrophes(back)).toEqual(withoutApostrophes(rows));
        expect(anyCells(text).filter(isFormula)).toEqual([]);
      }),
      { seed },
    );
  });
});
