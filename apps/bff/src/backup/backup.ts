import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { type ChainFindings, verifyChain } from "../audit/verify-chain.ts";
import { otherVersionOf } from "../start-failures.ts";
import { openStoreForReading } from "../store/database.ts";
import { copyDatabase } from "../store/database-copy.ts";

/** What `backup` has written: where, how large, and what reading its audit log found. */
export interface Backup {
  file: string;
  bytes: number;
  audit: ChainFindings;
}

/** Nothing was done; the message says why, in one line. */
export class RefusedError extends Error {}

/**
 * Copies the SQLite database `from`, whether or not a server runs on it, to `to`: a file that does not exist, or a folder,
 * where it is named after the moment. Throws a RefusedError.
 */
export async function backUp(from: string, to: string, now: Date): Promise<Backup> {
  const isFolder = statSync(to, { throwIfNoEntry: false })?.isDirectory() ?? false;
  const file = isFolder ? join(to, `catalog-deck-${momentInName(now)}.sqlite`) : to;
  if (existsSync(file)) throw new RefusedError(`${JSON.stringify(file)} exists. Nothing was done.`);
  try {
    // What a newer version keeps there that must be left out, nobody knows here.
    await (await openStoreForReading({ kind: "sqlite", file: from })).destroy();
    copyDatabase(from, file);
  } catch (error) {
    throw refused(from, `cannot be copied to ${JSON.stringify(file)}`, error);
  }
  return { file, bytes: statSync(file).size, audit: await auditOf(file) };
}

/** What could not be done with a database, and why, by SQLite or the system or because it is of another version. */
export function refused(file: string, what: string, error: unknown): RefusedError {
  const name = JSON.stringify(file);
  const made = otherVersionOf(error);
  if (made !== undefined) {
    return new RefusedError(`${name} is a database that ${made.by}; it should ${made.instead}. Nothing was done.`);
  }
  const { code, message } = error as NodeJS.ErrnoException;
  const why = code === undefined || message.includes(code) ? message : `${message} (${code})`;
  return new RefusedError(`${name} ${what}: ${why.replaceAll(/\s+/g, " ")}. Nothing was done.`);
}

async function auditOf(file: string): Promise<ChainFindings> {
  const store = await openStoreForReading({ kind: "sqlite", file });
  try {
    return await verifyChain(store);
  } finally {
    await store.destroy();
  }
}

/** In UTC, without what file systems do not take, and in the order of time: 2026-11-28T00-44-50Z. */
export function momentInName(now: Date): string {
  return `${now.toISOString().slice(0, 19).replaceAll(":", "-")}Z`;
}
