import type { PlainFactCode } from "@catalog-deck/contract";

/** The database could not be reached, or could not do its work at this moment: nothing is wrong with the request. */
export class StorageUnavailableError extends Error {
  constructor(cause: unknown) {
    super("the database is not available", { cause });
    this.name = "StorageUnavailableError";
  }
}

/** SQLite's own troubles that pass or that an operator mends: another process holds it, the disk is full or failing. */
const sqliteTroubles = /^SQLITE_(BUSY|LOCKED|FULL|IOERR|CANTOPEN|READONLY|NOMEM|PROTOCOL)/;

/** True when an error says that the database cannot be used now, as opposed to a request or a program that is wrong. */
export function isStorageTrouble(error: unknown): boolean {
  if (error instanceof StorageUnavailableError) return true;
  const { name, code } = (error ?? {}) as { name?: unknown; code?: unknown };
  return name === "SqliteError" && sqliteTroubles.test(String(code));
}

/** By SQLite's code or PostgreSQL's SQLSTATE. */
const troubles = [
  [/^(SQLITE_FULL|53100)/, "database-full"],
  [/^(SQLITE_READONLY|25006|42501)/, "database-read-only"],
  [/^(SQLITE_BUSY|SQLITE_LOCKED)/, "database-held"],
  [/^SQLITE_(IOERR|CANTOPEN)/, "database-file-unusable"],
] as const satisfies readonly (readonly [RegExp, PlainFactCode])[];

/** What keeps the database from being used. */
export function storageTrouble(error: unknown): (typeof troubles)[number][1] | "database-silent" {
  const { code } = storageCause(error);
  return troubles.find(([codes]) => codes.test(code ?? ""))?.[1] ?? "database-silent";
}

/** The database's or the system's own error. */
export function storageCause(error: unknown): NodeJS.ErrnoException {
  return (error instanceof StorageUnavailableError ? error.cause : error) as NodeJS.ErrnoException;
}
