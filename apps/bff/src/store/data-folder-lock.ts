import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import SqliteDatabase from "better-sqlite3";
import { keepDatabasePrivate } from "../lib/private-file.ts";

const askAgainMs = 100;

/**
 * Keeps a folder of data for this process, so that a second server on it does not start. It is SQLite's exclusive lock on
 * a file of its own: the system takes it back however the process ends, so that none is ever left behind, on Linux, macOS
 * and Windows alike. The database beside it stays open to commands.
 * @param onWait called once, when another process holds the folder
 * @returns what gives the folder back; undefined when the other still holds it after `waitMs`
 * @throws SQLite's error when the file cannot be made or locked
 */
export async function lockDataFolder(
  dataDir: string,
  { waitMs, onWait = () => undefined }: { waitMs: number; onWait?: () => void },
): Promise<(() => void) | undefined> {
  const file = join(dataDir, "server.lock");
  keepDatabasePrivate(file);
  const lock = new SqliteDatabase(file, { timeout: 0 });
  const untilMs = performance.now() + waitMs;
  let waits = false;
  try {
    while (!isLocked(lock)) {
      if (performance.now() >= untilMs) {
        lock.close();
        return undefined;
      }
      if (!waits) onWait();
      waits = true;
      await pause(askAgainMs);
    }
  } catch (error) {
    lock.close();
    throw error;
  }
  return () => {
    lock.close();
  };
}

function isLocked(lock: SqliteDatabase.Database): boolean {
  try {
    lock.exec("BEGIN EXCLUSIVE");
    return true;
  } catch (error) {
    if ((error as { code?: string }).code?.startsWith("SQLITE_BUSY")) return false;
    throw error;
  }
}
