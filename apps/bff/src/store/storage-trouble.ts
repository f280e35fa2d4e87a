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
