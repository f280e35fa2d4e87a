/** A value of a CSV cell; null and undefined are empty. */
export type CsvCell = string | number | boolean | null | undefined;

/** What spreadsheets take for the beginning of a formula, the full-width signs that they turn into those included. */
const formulaStart = /^[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/;

/** The mark at the beginning of a CSV file by which Excel knows UTF-8. */
export const csvByteOrderMark = "\uFEFF";

/**
 * One line of a CSV file with its line end (RFC 4180: commas, CRLF, quotes where needed). A text that a spreadsheet would
 * run as a formula gets an apostrophe before it (OWASP, "CSV Injection"); numbers stay numbers.
 */
export function csvLine(cells: readonly CsvCell[]): string {
  return `${cells.map(csvCell).join(",")}\r\n`;
}

function csvCell(cell: CsvCell): string {
  if (cell === null || cell === undefined) return "";
  if (typeof cell !== "string") return String(cell);
  const harmless = formulaStart.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
