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

/** The first entry that does not fit: the code for programs, the reason for people ("its text was changed"). */
export interface BrokenLink {
  sequence: number;
  code: BreakCode;
  reason: string;
}

/** What reading the whole chain found. `entries` fit, from the first on; `firstBroken` is absent when all do. */
export interface ChainFindings {
  entries: number;
  head: ChainHead;
  firstBroken?: BrokenLink;
}

const reasons = {
  missing: "it is missing",
  changed: "its text or its position was changed",
  "not-as-noted": "it is not the entry that was noted: the log was rewritten up to here",
  "not-its-entry": "its text belongs to another entry",
  "column-differs": "a column differs from its text",
  "newest-missing": "it and all later entries are missing, though the head names them",
  "head-differs": "the last entry is not the one that the head names",
  "behind-head": "it comes after the head: Catalog Deck did not write it, or the head was reset",
  "noted-missing": "an entry that was noted is no longer there",
} as const;
type BreakCode = keyof typeof reasons;

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
    const { sequence, hash } = (await readAuditHead(store)) ?? { sequence: 0, hash: "" };
    const head = { sequence, hash };
    const whole = () => ({ entries: last.sequence, head });
    const broken = (code: BreakCode, at: number): ChainFindings => ({
      entries: at - 1,
      head,
      firstBroken: { sequence: at, code, reason: reasons[code] },
    });
    const seenBefore = last.sequence;
    for (;;) {
      const rows = await oldestAuditRows(store, {}, { after: last.sequence, limit: rowsAtOnce });
      for (const row of rows) {
        const code = brokenBecause(row, last, expected);
        if (code !== undefined) return broken(code, last.sequence + 1);
        last = { sequence: row.sequence, hash: row.hash };
      }
      if (rows.length < rowsAtOnce) break;
      await letOthersRun();
    }
    if (last.sequence < head.sequence) return broken("newest-missing", last.sequence + 1);
    if (last.sequence === head.sequence) {
      if (last.hash !== head.hash) return broken("head-differs", last.sequence);
      return (expected?.sequence ?? 0) > last.sequence ? broken("noted-missing", last.sequence + 1) : whole();
    }
    // Entries came while this read, and their head is read next; unless nothing but the log has moved.
    if (last.sequence === seenBefore) return broken("behind-head", head.sequence + 1);
  }
}

/** Why a row does not follow from the one before it; undefined when it does. */
function brokenBecause(row: AuditRow, previous: ChainHead, expected: ChainHead | undefined): BreakCode | undefined {
  if (row.sequence !== previous.sequence + 1) return "missing";
  if (row.hash !== chainedHash(previous.hash, row.entry)) return "changed";
  if (expected?.sequence === row.sequence && expected.hash !== row.hash) return "not-as-noted";
  const entry = entryOf(row);
  if (entry === undefined || entry.id !== row.id) return "not-its-entry";
  const should = columnsOf(entry);
  const columns = Object.keys(should) as (keyof typeof should)[];
  return columns.every((column) => should[column] === row[column]) ? undefined : "column-differs";
}

/** The findings in one line, with the head to note. `expected`: the head that was noted earlier, if one was. */
export function findingsInWords({ entries, head, firstBroken }: ChainFindings, expected?: ChainHead): string {
  const at = `Head ${head.sequence}:${head.hash || "none"}`;
  if (firstBroken !== undefined) {
    return `The audit log is BROKEN at entry ${firstBroken.sequence}: ${firstBroken.reason}. ${entries} before it are intact. ${at}`;
  }
  const noted = expected === undefined ? "" : `, and entry ${expected.sequence} is the one that was noted`;
  return `The audit log is intact: ${entries} ${entries === 1 ? "entry" : "entries"}${noted}. ${at}`;
}
