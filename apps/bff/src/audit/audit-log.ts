import { createHash, randomUUID } from "node:crypto";
import { AuditEntry, type AuditList } from "@catalog-deck/contract";
import type { Transaction } from "kysely";
import type { Clock } from "../clock.ts";
import { appendAuditRow, listAuditRows } from "../store/audit-log.ts";
import type { Store } from "../store/database.ts";
import type { Tables } from "../store/tables.ts";

/** What happened, before the log gives it its id and time. */
export type NewAuditEntry = Omit<AuditEntry, "id" | "at">;

/** The record of who did what: entries are only ever added, each carrying the SHA-256 chain of all before it. */
export class AuditLog {
  readonly #store: Store;
  readonly #clock: Clock;

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** Adds an entry; with `trx` it stands or falls with that transaction. The details must hold no secret. */
  async append(entry: NewAuditEntry, trx?: Transaction<Tables>): Promise<void> {
    const whole: AuditEntry = { id: randomUUID(), at: this.#clock.now().toISOString(), ...entry };
    const text = JSON.stringify(whole);
    const row = { id: whole.id, entry: text, hashAfter: (previous: string) => chainedHash(previous, text) };
    if (trx !== undefined) return appendAuditRow(trx, row);
    await this.#store.transaction().execute((own) => appendAuditRow(own, row));
  }

  /** Entries, newest first, from before `cursor` (the `nextCursor` of an earlier page). */
  async list({ cursor, limit }: { cursor?: string | undefined; limit: number }): Promise<AuditList> {
    const rows = await listAuditRows(this.#store, {
      before: cursor === undefined ? undefined : Number(cursor),
      limit: limit + 1,
    });
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return {
      items: page.map(({ entry }) => AuditEntry.parse(JSON.parse(entry))),
      ...(rows.length > limit && last !== undefined ? { nextCursor: String(last.sequence) } : {}),
    };
  }

  /** The sequence number of the first entry that does not fit the chain, or undefined when the whole log does. */
  async firstBrokenLink(): Promise<number | undefined> {
    let previous = "";
    let after = 0;
    for (;;) {
      const rows = await listAuditRows(this.#store, { after, limit: 500 });
      for (const row of rows) {
        if (row.sequence !== after + 1 || row.hash !== chainedHash(previous, row.entry)) return after + 1;
        previous = row.hash;
        after = row.sequence;
      }
      if (rows.length === 0) return undefined;
    }
  }
}

function chainedHash(previous: string, entry: string): string {
  return createHash("sha256").update(previous).update("\n").update(entry).digest("hex");
}
