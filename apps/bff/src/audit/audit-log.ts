import { randomUUID } from "node:crypto";
import { setImmediate as letOthersRun } from "node:timers/promises";
import type { AuditEntry, AuditFilter, AuditKind, AuditList, AuditPeople } from "@catalog-deck/contract";
import type { Transaction } from "kysely";
import { type HttpProblem, storageUnavailable } from "../http/http-problem.ts";
import type { Clock } from "../lib/clock.ts";
import {
  type AuditRow,
  type AuditRowFilter,
  appendAuditRow,
  newestAuditRows,
  newestRowPerActor,
  oldestAuditRows,
  readAuditHead,
} from "../store/audit-log.ts";
import type { Store } from "../store/database.ts";
import type { Tables } from "../store/tables.ts";
import { chainedHash, columnsOf, entryOf } from "./chain.ts";

/** What happened, before the log gives it its id and time. */
export type NewAuditEntry = Omit<AuditEntry, "id" | "at" | "kind"> & { kind: AuditKind };

const peopleAtMost = 500;
const rowsAtOnce = 200;

/** The record of who did what: entries are only ever added, each carrying the SHA-256 chain of all before it. */
export class AuditLog {
  readonly #store: Store;
  readonly #clock: Clock;

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /**
   * Adds an entry; with `trx` it stands or falls with that transaction. The details must hold no secret. Throws a 503
   * problem when the entry cannot be written: what it tells of must then not be done.
   */
  async append(entry: NewAuditEntry, trx?: Transaction<Tables>): Promise<void> {
    const whole: AuditEntry = { id: randomUUID(), at: this.#clock.now().toISOString(), ...entry };
    const text = JSON.stringify(whole);
    const columns = columnsOf(whole);
    const row = { id: whole.id, entry: text, columns, hashAfter: (previous: string) => chainedHash(previous, text) };
    try {
      if (trx !== undefined) await appendAuditRow(trx, row);
      else await this.#store.transaction().execute((own) => appendAuditRow(own, row));
    } catch (error) {
      throw unwritable(error);
    }
  }

  /** Entries that fit, newest first, from before `cursor` (the `nextCursor` of an earlier page). */
  async list({ cursor, limit, ...filter }: AuditFilter & AuditPage): Promise<AuditList> {
    const before = cursor === undefined ? undefined : Number(cursor);
    const rows = await newestAuditRows(this.#store, rowFilterOf(filter), { before, limit: limit + 1 });
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return {
      items: page.map(entryOrStandIn),
      ...(rows.length > limit && last !== undefined ? { nextCursor: String(last.sequence) } : {}),
    };
  }

  /** Entries that fit with their place in the chain, oldest first, a page at a time, up to the newest of this moment. */
  async *pages(filter: AuditFilter): AsyncGenerator<{ sequence: number; hash: string; entry: AuditEntry }[]> {
    const upTo = (await readAuditHead(this.#store))?.sequence ?? 0;
    const wanted = rowFilterOf(filter);
    let after = 0;
    for (;;) {
      const rows = await oldestAuditRows(this.#store, wanted, { after, upTo, limit: rowsAtOnce });
      if (rows.length > 0)
        yield rows.map((row) => ({ sequence: row.sequence, hash: row.hash, entry: entryOrStandIn(row) }));
      if (rows.length < rowsAtOnce) return;
      await letOthersRun();
      after = rows.at(-1)?.sequence ?? upTo;
    }
  }

  /** Everyone who stands in the log, by name; 500 people at most. */
  async people(): Promise<AuditPeople> {
    const rows = await newestRowPerActor(this.#store, peopleAtMost);
    const people = rows.map(entryOrStandIn).map(({ actor, requestedBy }) => actor ?? requestedBy);
    return {
      items: people
        .filter((person) => person !== undefined)
        .map(({ id, displayName }) => ({ id, displayName }))
        .sort((a, b) => a.displayName.localeCompare(b.displayName, "en")),
    };
  }
}

interface AuditPage {
  cursor?: string | undefined;
  limit: number;
}

function rowFilterOf({ actor, catalogId, connectionId, kind, from, to }: AuditFilter): AuditRowFilter {
  return {
    actorId: actor,
    catalogId,
    connectionId,
    kinds: kind === undefined ? undefined : [kind].flat(),
    from: inUtc(from),
    to: inUtc(to),
  };
}

function inUtc(instant: string | undefined): string | undefined {
  return instant === undefined ? undefined : new Date(instant).toISOString();
}

/** The entry of a row. One that someone made unreadable is shown as just that, so that the rest can still be read. */
function entryOrStandIn(row: AuditRow): AuditEntry {
  const at = new Date(row.at ?? 0);
  return (
    entryOf(row) ?? {
      id: row.id,
      at: new Date(Number.isNaN(at.getTime()) ? 0 : at).toISOString(),
      kind: "unreadable",
      details: { sequence: row.sequence },
    }
  );
}

function unwritable(cause: unknown): HttpProblem {
  const problem = storageUnavailable("audit-not-written");
  problem.cause = cause;
  return problem;
}
