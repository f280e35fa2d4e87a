import fc from "fast-check";
import { expect, test } from "vitest";
import { csvLine } from "./csv.ts";

/** fast-check reports the seed and the shortest failing case; `DECK_SEED` runs that seed again. */
const seed = Number(process.env.DECK_SEED ?? Date.now() % 2 ** 31);

/** Reads RFC 4180 back: lines of cells. */
function readCsv(text: string): string[][] {
  const lines: string[][] = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y;
  let line: string[] = [];
  while (cell.lastIndex < text.length) {
    const at = cell.lastIndex;
    const [, quoted, plain, end] = cell.exec(text) ?? [];
    if (end === undefined) throw new Error(`no CSV from ${at} on: ${JSON.stringify(text.slice(at))}`);
    line.push(quoted?.replaceAll('""', '"') ?? plain ?? "");
    if (end === ",") continue;
    lines.push(line);
    line = [];
  }
  return lines;
}

test("cells are quoted where RFC 4180 asks for it, and only there", () => {
  expect(csvLine(["plain", "a, b", 'say "no"', "two\r\nlines", "", null, undefined, 3, true])).toBe(
    'plain,"a, b","say ""no""","two\r\nlines",,,,3,true\r\n',
  );
});

test.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠1", '=HYPERLINK("x")'])(
  "a spreadsheet does not run %j",
  (text) => {
    expect(readCsv(csvLine([text]))).toEqual([[`'${text}`]]);
  },
);

test("a number stays a number, a negative one too", () => {
  expect(csvLine([-1, 0, 1.5])).toBe("-1,0,1.5\r\n");
});

test("whatever stands in the cells comes back, and no cell begins as a formula", () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.string({ unit: "grapheme" }), { minLength: 1 }), { minLength: 1 }), (rows) => {
      const back = readCsv(rows.map((row) => csvLine(row)).join(""));
      expect(back.map((row) => row.map((cell) => cell.replace(/^'(?=[=+\-@\t\r\n＝＋－＠])/, "")))).toEqual(
        rows.map((row) => row.map((cell) => cell.replace(/^'(?=[=+\-@\t\r\n＝＋－＠])/, ""))),
      );
      expect(back.flat().filter((cell) => /^[=+\-@\t\r\n]/.test(cell))).toEqual([]);
    }),
    { seed },
  );
});
