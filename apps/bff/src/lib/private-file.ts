import { chmodSync, closeSync, openSync, statSync } from "node:fs";

const ownerOnly = 0o600;

/**
 * Sees to it that nobody but its owner can open an SQLite file: makes it so where there is none, and takes the rights of
 * others away where there is one, with its logs. Throws when it can be neither made nor changed.
 */
export function keepDatabasePrivate(file: string): void {
  closeSync(openSync(file, "a", ownerOnly));
  // SQLite makes its logs with the rights of the database; those from before may have others.
  for (const suffix of ["", "-wal", "-shm", "-journal"]) keepPrivate(`${file}${suffix}`);
}

/** Takes the rights of others from a file, where there is one. Windows has no such rights. */
export function keepPrivate(file: string): void {
  const mode = statSync(file, { throwIfNoEntry: false })?.mode;
  if (mode === undefined || process.platform === "win32") return;
  if ((mode & 0o077) !== 0) chmodSync(file, ownerOnly);
}
