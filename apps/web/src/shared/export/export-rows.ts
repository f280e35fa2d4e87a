import { type CsvCell, csvByteOrderMark, csvLine } from "@catalog-deck/domain";
import { csvSeparator } from "../../lib/formatting.ts";

/** One column of a CSV file: its heading in the page's language, and what stands in it. */
export interface Column<Row> {
  heading: string;
  cell: (row: Row) => CsvCell;
}

/** A whole CSV file (RFC 4180, UTF-8 with its mark), separated as the page's language has it, with harmless formulas. */
export function csvOf<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const head = csvLine(
    columns.map(({ heading }) => heading),
    csvSeparator,
  );
  const lines = rows.map((row) =>
    csvLine(
      columns.map(({ cell }) => cell(row)),
      csvSeparator,
    ),
  );
  return csvByteOrderMark + head + lines.join("");
}

/** Where an export comes from and when; its times are ISO 8601 in UTC. */
export interface ExportOrigin {
  connection: { id: string; name: string };
  exportedAt: string;
}

/** A whole JSON file: where it comes from, then the things themselves, as the server gave them. */
export function jsonOf(origin: ExportOrigin, more: Record<string, unknown>): string {
  const { connection, exportedAt } = origin;
  const { id, name } = connection;
  return `${JSON.stringify({ exportedAt, connection: { id, name }, ...more }, null, 2)}\n`;
}
