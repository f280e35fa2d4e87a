/** A value of a CSV cell; null and undefined are empty. Numbers are whole ones: a point or comma would be read differently. */
export type CsvCell = string | number | boolean | null | undefined;

/** What stands between the cells. Excel takes the one of its computer's region: a semicolon in German ones. */
export type CsvSeparator = "," | ";";

// What spreadsheets take for the beginning of a formula, the full-width signs that they turn into those included, also
// behind quotes.
const formula = /"*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]/.source;
const atTheBeginning = new RegExp(`^(?=[\\t\\r\\n]|${formula})`);
const behindSeparators = new RegExp(`[,;\\t\\r\\n](?=${formula})`, "g");
const toBeQuoted = { ",": /[",\r\n]/, ";": /[";\r\n]/ };

/** The mark at the beginning of a CSV file by which Excel knows UTF-8. */
export const csvByteOrderMark = "\uFEFF";

/**
 * One line of a CSV file with its line end (RFC 4180: CRLF, quotes where needed). Where a text begins like a formula it
 * gets an apostrophe before it (OWASP, "CSV Injection"), and also inside behind anything that separates cells or lines:
 * a spreadsheet that expects another separator cuts there. Numbers stay numbers. Ours, as csv-stringify and Papa Parse
 * look for formulas at the beginning of a cell only.
 */
export function csvLine(cells: readonly CsvCell[], separator: CsvSeparator = ","): string {
  return `${cells.map((cell) => csvCell(cell, separator)).join(separator)}\r\n`;
}

function csvCell(cell: CsvCell, separator: CsvSeparator): string {
  if (cell === null || cell === undefined) return "";
  if (typeof cell !== "string") return String(cell);
  const harmless = cell.replace(behindSeparators, "$&'").replace(atTheBeginning, "'");
  return toBeQuoted[separator].test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
