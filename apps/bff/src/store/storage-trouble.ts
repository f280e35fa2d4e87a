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
const reasons: readonly (readonly [RegExp, string])[] = [
  [/^(SQLITE_FULL|53100)/, "The disk of the database is full."],
  [/^(SQLITE_READONLY|25006|42501)/, "The database is read-only, or a standby, or its user may not write."],
  [/^(SQLITE_BUSY|SQLITE_LOCKED)/, "Another program holds the database."],
  [/^SQLITE_(IOERR|CANTOPEN)/, "The file of the database cannot be read or written."],
];

/** What keeps the database from being used, in a sentence. */
export function storageTroubleInWords(error: unknown): string {
  const { code } = storageCause(error);
  return reasons.find(([codes]) => codes.test(code ?? ""))?.[1] ?? "The database does not answer.";
}

/** The database's or the system's own error. */
export function storageCause(error: unknown): NodeJS.ErrnoException {
  return (error instanceof StorageUnavailableError ? error.cause : error) as NodeJS.ErrnoException;
}
