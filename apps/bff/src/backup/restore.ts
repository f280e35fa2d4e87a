import { mkdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { AuditLog } from "../audit/audit-log.ts";
import { type ChainFindings, verifyChain } from "../audit/verify-chain.ts";
import type { DatabasePlace } from "../config/database-place.ts";
import type { Clock } from "../lib/clock.ts";
import { holdRestoredRollouts } from "../rollouts/restored-rollouts.ts";
import { lockDataFolder } from "../store/data-folder-lock.ts";
import { openStore, openStoreForReading, otherConnections, type Store } from "../store/database.ts";
import { copyDatabase, moveDatabase } from "../store/database-copy.ts";
import { momentInName, RefusedError, refused } from "./backup.ts";

/** Who restores, by which clock. */
interface Restorer {
  clock: Clock;
  /** By the operating system. */
  osUser: string;
}

/** What a restored database holds. */
export interface Restored {
  /** As it was in the backup. */
  audit: ChainFindings;
  heldRollouts: number;
}

/**
 * Puts a backup in the place of the database of a data folder, whose server has ended. The backup is made ready in a file
 * of its own before anything else is touched. Gives where the database is kept that was there, if one was.
 * @throws a RefusedError, SQLite's or the system's error; then the database is the one that was there
 */
export async function restoreFile(
  backup: string,
  { dataDir, file }: { dataDir: string; file: string },
  by: Restorer,
): Promise<Restored & { keptAs: string | undefined }> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  demandOwnFolder(dataDir);
  const release = await lockDataFolder(dataDir, { waitMs: 0 });
  if (release === undefined) {
    throw new RefusedError(`A Catalog Deck is using the data folder ${JSON.stringify(dataDir)}. End it first.`);
  }
  const ready = join(dataDir, "restoring.sqlite");
  try {
    const store = await openCopy(backup, ready);
    const restored = await settle(store, by).finally(() => store.destroy());
    const isThere = statSync(file, { throwIfNoEntry: false }) !== undefined;
    const keptAs = isThere
      ? file.replace(/\.sqlite$/, `.before-restore-${momentInName(by.clock.now())}.sqlite`)
      : undefined;
    if (keptAs !== undefined) moveDatabase(file, keptAs);
    moveDatabase(ready, file);
    return { ...restored, keptAs };
  } finally {
    for (const suffix of ["", "-wal", "-shm"]) rmSync(`${ready}${suffix}`, { force: true });
    release();
  }
}

async function openCopy(backup: string, file: string): Promise<Store> {
  try {
    copyDatabase(backup, file);
    return await openStore({ kind: "sqlite", file });
  } catch (error) {
    throw refused(backup, "cannot be restored", error);
  }
}

/**
 * Settles a PostgreSQL database that PostgreSQL's own tools have restored, before a server starts on it. Throws a
 * RefusedError while one is connected.
 */
export async function settlePostgres(place: DatabasePlace & { kind: "postgres" }, by: Restorer): Promise<Restored> {
  const reading = await openStoreForReading(place);
  const others = await otherConnections(reading).finally(() => reading.destroy());
  if (others > 0) throw new RefusedError("A Catalog Deck is connected to the database. End every instance first.");
  const store = await openStore(place);
  return await settle(store, by).finally(() => store.destroy());
}

/** Everybody is signed out, nothing starts by itself, and the audit log tells since which entry nothing is known. */
async function settle(store: Store, { clock, osUser }: Restorer): Promise<Restored> {
  const found = await verifyChain(store);
  const audit = new AuditLog(store, clock);
  const heldRollouts = await store.transaction().execute(async (trx) => {
    await trx.deleteFrom("sessions").execute();
    await audit.append(
      {
        kind: "database-restored",
        actor: { id: "command-line", displayName: `Command line (${osUser})` },
        details: { lastEntry: found.head, osUser },
      },
      trx,
    );
    return await holdRestoredRollouts(trx, { clock, audit });
  });
  return { audit: found, heldRollouts };
}

/** What root makes in another user's folder that user's server cannot open. */
function demandOwnFolder(dataDir: string): void {
  const { uid } = statSync(dataDir);
  if (process.getuid?.() !== 0 || uid === 0) return;
  throw new RefusedError(
    `The data folder ${JSON.stringify(dataDir)} belongs to user ${uid}. Run the command as that user.`,
  );
}
