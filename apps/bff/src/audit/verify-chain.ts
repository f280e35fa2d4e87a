import { setImmediate as letOthersRun } from "node:timers/promises";
import { type AuditRow, oldestAuditRows, readAuditHead } from "../store/audit-log.ts";
import type { Store } from "../store/database.ts";
import { chainedHash, columnsOf, entryOf } from "./chain.ts";

const rowsAtOnce = 200;

/** The number and hash of an entry, as an auditor notes it. */
export interface ChainHead {
  sequence: number;
  hash: string;
}

/** What reading the whole chain found. `entries` fit, from the first on; `firstBroken` is absent when all do. */
export interface ChainFindings {
  entries: number;
  head: ChainHead;
  firstBroken?: { sequence: number; reason: string };
}

/**
 * Reads the audit log from its first entry to its head and checks that each follows from the one before, that its columns
 * say what its text says, and that the newest is the one that `audit_head` names. `expected` is a head noted earlier: the
 * entry of that number must still have that hash. Entries that are added meanwhile are checked too. Only reads, a page
 * at a time, and lets other work run in between. Throws when the database cannot be read.
 */
export async function verifyChain(store: Store, expected?: ChainHead): Promise<ChainFindings> {
  let last: ChainHead = { sequence: 0, hash: "" };
  for (;;) {
    // In this order: an entry and its head are committed together, so what follows holds all that this head names.
    const head = (await readAuditHead(store)) ?? { sequence: 0, hash: "" };
    const seenBefore = last.sequence;
    for (;;) {
      const rows = await oldestAuditRows(store, {}, { after: last.sequence, limit: rowsAtOnce });
      for (const row of rows) {
        const reason = brokenBecause(row, last, expected);
        if (reason !== undefined) return found(last, head, { sequence: last.sequence + 1, reason });
        last = { sequence: row.sequence, hash: row.hash };
      }
      if (rows.length < rowsAtOnce) break;
      await letOthersRun();
    }
    if (last.sequence < head.sequence) {
      const missing = head.sequence - last.sequence;
      const reason = `the newest ${missing === 1 ? "entry is" : `${missing} entries are`} missing`;
      return found(last, head, { sequence: last.sequence + 1, reason });
    }
    if (last.sequence === head.sequence) {
      if (last.hash !== head.hash) {
        return found(last, head, {
          sequence: last.sequence,
          reason: "the last entry is not the one that the head names",
        });
      }
      return found(last, head, missingExpected(last, expected));
    }
    // Entries came while this read, and their head is read next; unless nothing but the log has moved.
    if (last.sequence === seenBefore) {
      const reason = "it stands behind the head: it was not written by Catalog Deck, or the head was put back";
      return found(last, head, { sequence: head.sequence + 1, reason });
    }
  }
}

function found(last: ChainHead, head: ChainHead, firstBroken: ChainFindings["firstBroken"]): ChainFindings {
  const { sequence, hash } = head;
  const entries = firstBroken === undefined ? last.sequence : firstBroken.sequence - 1;
  return { entries, head: { sequence, hash }, ...(firstBroken === undefined ? {} : { firstBroken }) };
}

/** Why a row does not follow from the one before it, in words; undefined when it does. */
function brokenBecause(row: AuditRow, previous: ChainHead, expected: ChainHead | undefined): string | undefined {
  if (row.sequence !== previous.sequence + 1) return "it is missing";
  if (row.hash !== chainedHash(previous.hash, row.entry)) return "its text or its place was changed";
  if (expected?.sequence === row.sequence && expected.hash !== row.hash) {
    return "it is not the entry that was noted: the log was written anew up to here";
  }
  const entry = entryOf(row);
  if (entry === undefined || entry.id !== row.id) return "its text is not the entry that the row names";
  const should = columnsOf(entry);
  const differs = (Object.keys(should) as (keyof typeof should)[]).find((column) => should[column] !== row[column]);
  return differs === undefined ? undefined : `its column ${differs} does not say what its text says`;
}

function missingExpected(last: ChainHead, expected: ChainHead | undefined): ChainFindings["firstBroken"] {
  if (expected === undefined || expected.sequence <= last.sequence) return undefined;
  return { sequence: last.sequence + 1, reason: `entry ${expected.sequence}, which was noted, is no longer there` };
}
