import type { AuditEntry, AuditFilter } from "@catalog-deck/contract";
import { type CsvCell, type CsvSeparator, csvByteOrderMark, csvLine } from "@catalog-deck/domain";
import type { AuditLog } from "./audit-log.ts";

interface ExportedEntry {
  sequence: number;
  hash: string;
  entry: AuditEntry;
}

type Details = Readonly<Record<string, unknown>>;

/** The columns of the CSV file. What a kind has beyond them stands in `details`. */
const columns: Record<string, (exported: ExportedEntry) => CsvCell> = {
  sequence: ({ sequence }) => sequence,
  time_utc: ({ entry }) => entry.at,
  kind: ({ entry }) => entry.kind,
  person: ({ entry }) => (entry.actor ?? entry.requestedBy)?.displayName ?? text(entry.details.username),
  person_id: ({ entry }) => (entry.actor ?? entry.requestedBy)?.id,
  role: ({ entry }) => entry.actor?.role,
  written_by: ({ entry }) => (entry.requestedBy === undefined ? undefined : "server"),
  address: ({ entry }) => entry.address,
  connection_id: ({ entry }) => entry.connectionId,
  catalog_id: ({ entry }) => entry.catalogId,
  catalog: ({ entry }) => text(entry.details.catalogName),
  old_image_id: ({ entry }) => imageIn(entry.details.fromImage).id,
  old_image: ({ entry }) => imageIn(entry.details.fromImage).name,
  new_image_id: ({ entry }) => imageIn(entry.details.toImage).id,
  new_image: ({ entry }) => imageIn(entry.details.toImage).name,
  delay_minutes: ({ entry }) => numberIn(entry.details, "vdaUpdateDelay"),
  state: ({ entry }) => text(entry.details.state),
  reason: ({ entry }) => text(entry.details.reason),
  message: ({ entry }) => text(entry.details.message),
  citrix_transaction_id: ({ entry }) => entry.citrixTransactionId,
  update_id: ({ entry }) => entry.updateId,
  request_id: ({ entry }) => entry.requestId,
  details: ({ entry }) => JSON.stringify(entry.details),
  entry_id: ({ entry }) => entry.id,
  hash: ({ hash }) => hash,
};

/**
 * The entries that fit as a file's text, oldest first, in pieces of a page each: CSV with its separator, or JSON. Throws
 * when the log cannot be read.
 */
export async function* auditFile(
  audit: AuditLog,
  filter: AuditFilter,
  format: CsvSeparator | "json",
): AsyncGenerator<string> {
  if (format !== "json") {
    const cellsOf = Object.values(columns);
    yield csvByteOrderMark + csvLine(Object.keys(columns), format);
    for await (const page of audit.pages(filter)) {
      yield page
        .map((exported) =>
          csvLine(
            cellsOf.map((cellOf) => cellOf(exported)),
            format,
          ),
        )
        .join("");
    }
    return;
  }
  let before = "[\n";
  for await (const page of audit.pages(filter)) {
    yield before + page.map(({ sequence, hash, entry }) => JSON.stringify({ sequence, hash, ...entry })).join(",\n");
    before = ",\n";
  }
  yield before === "[\n" ? "[]\n" : "\n]\n";
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function numberIn(details: Details, name: string): number | undefined {
  const value = details[name];
  return typeof value === "number" ? value : undefined;
}

/** An image of an entry's details. Entries of version 0.1 have its name alone. */
function imageIn(value: unknown): { id?: string | undefined; name?: string | undefined } {
  if (typeof value === "string") return { name: value };
  if (typeof value !== "object" || value === null) return {};
  const { id, name } = value as { id?: unknown; name?: unknown };
  return { id: text(id), name: text(name) };
}
