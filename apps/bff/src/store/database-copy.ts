import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import SqliteDatabase from "better-sqlite3";
import type { DatabasePlace } from "../config/database-place.ts";
import type { BeforeMigrating } from "./migrations.ts";

/**
 * Copies an SQLite database into a file of its own, for its owner only: as it was at one moment, while servers write on,
 * and without sessions. The file stands under its name only once it is whole and on the disk; one that was there is replaced.
 * @throws SQLite's or the system's error, or one that says that the copy is damaged; then there is no new file
 */
export function copyDatabase(from: string, to: string): void {
  const part = `${to}.part`;
  rmSync(part, { force: true });
  closeSync(openSync(part, "wx", 0o600));
  try {
    const source = new SqliteDatabase(from, { readonly: true, fileMustExist: true });
    try {
      source.pragma("busy_timeout = 5000");
      source.prepare("vacuum into ?").run(part);
    } finally {
      source.close();
    }
    const copy = new SqliteDatabase(part, { fileMustExist: true });
    try {
      // Else what is deleted stays readable in the file.
      copy.pragma("secure_delete = on");
      copy.exec("delete from sessions");
      const found = String(copy.pragma("integrity_check(1)", { simple: true }));
      if (found !== "ok") throw new Error(`the copy is damaged: ${found}`);
    } finally {
      copy.close();
    }
    flush(part);
    moveDatabase(part, to);
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
}

/**
 * Keeps a copy of an SQLite database as it was before a migration, beside it. It is named after the migration, so that a
 * later try replaces it by what is the same again. PostgreSQL's own tools copy a PostgreSQL database.
 */
export function copyBeforeMigrating(place: DatabasePlace, tell: (line: string) => void): BeforeMigrating {
  return (migration) => {
    if (place.kind === "postgres") return;
    const copy = place.file.replace(/\.sqlite$/, `.before-${migration}.sqlite`);
    copyDatabase(place.file, copy);
    tell(`The database is upgraded. It is kept as it was before: ${JSON.stringify(copy)}.`);
  };
}

/** Gives a database that nobody has open another name, its logs included; the move survives a power cut. */
export function moveDatabase(from: string, to: string): void {
  for (const suffix of ["-wal", "-shm", ""]) {
    if (existsSync(`${from}${suffix}`)) renameSync(`${from}${suffix}`, `${to}${suffix}`);
  }
  // Windows opens no folders, and needs it not.
  if (process.platform !== "win32") flush(dirname(to));
}

function flush(path: string): void {
  const opened = openSync(path, "r");
  try {
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
}
