import type { AuditFilter } from "@catalog-deck/contract";
import { SqliteAdapter, sql, type Transaction } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Store } from "../store/database.ts";
import type { Tables } from "../store/tables.ts";
import { databases, type TestDatabase } from "../testing/databases.ts";
import { SteppedClock } from "../testing/stepped-clock.ts";
import { AuditLog } from "./audit-log.ts";
import { chainedHash } from "./chain.ts";
import { type ChainFindings, type ChainHead, verifyChain } from "./verify-chain.ts";

type Change = (trx: Transaction<Tables>) => Promise<unknown>;

class TakenBack extends Error {}

const triggers = ["log_no_update", "log_no_delete", "log_no_replace", "head_no_delete", "head_no_way_back"];

/** What someone can do who may alter the tables themselves. */
async function withoutGuards(trx: Transaction<Tables>): Promise<void> {
  if (trx.getExecutor().adapter instanceof SqliteAdapter) {
    for (const name of triggers) await sql.raw(`drop trigger audit_${name}`).execute(trx);
  } else {
    for (const table of ["audit_log", "audit_head"]) {
      await sql.raw(`alter table ${table} disable trigger user`).execute(trx);
    }
  }
}

/** Changes the log behind its guards, gives what the verification finds then, and takes the change back. */
async function findingsAfter(store: Store, change: Change, expected?: ChainHead): Promise<ChainFindings> {
  let findings: ChainFindings | undefined;
  const changing = store.transaction().execute(async (trx) => {
    await withoutGuards(trx);
    await change(trx);
    findings = await verifyChain(trx, expected);
    throw new TakenBack();
  });
  await changing.catch((error: unknown) => {
    if (!(error instanceof TakenBack)) throw error;
  });
  if (findings === undefined) throw new Error("nothing was verified");
  return findings;
}

const row = (trx: Transaction<Tables>, sequence: number) =>
  trx.selectFrom("audit_log").selectAll().where("sequence", "=", sequence).executeTakeFirstOrThrow();

/** Writes the entry of a number and, so that it fits, its hash. */
async function forge(trx: Transaction<Tables>, sequence: number, from: string, to: string): Promise<void> {
  const [before, forged] = [await row(trx, sequence - 1), await row(trx, sequence)];
  const entry = forged.entry.replace(from, to);
  expect(entry).not.toBe(forged.entry);
  const hash = chainedHash(before.hash, entry);
  await trx.updateTable("audit_log").set({ entry, hash }).where("sequence", "=", sequence).execute();
}

/** Computes the whole chain again from an entry on, head included. */
async function chainAnew(trx: Transaction<Tables>, from: number): Promise<void> {
  for (let sequence = from; sequence <= 6; sequence++) {
    const hash = chainedHash((await row(trx, sequence - 1)).hash, (await row(trx, sequence)).entry);
    await trx.updateTable("audit_log").set({ hash }).where("sequence", "=", sequence).execute();
    await trx.updateTable("audit_head").set({ hash }).execute();
  }
}

const move = (trx: Transaction<Tables>, from: number, to: number) =>
  trx.updateTable("audit_log").set({ sequence: to }).where("sequence", "=", from).execute();

const remove = (trx: Transaction<Tables>, sequence: number) =>
  trx.deleteFrom("audit_log").where("sequence", "=", sequence).execute();

const tampering: { what: string; change: Change; broken: number }[] = [
  {
    what: "an entry's text was changed",
    change: (trx) =>
      trx
        .updateTable("audit_log")
        .set({ entry: sql`replace(entry, 'Ada', 'Bob')` })
        .where("sequence", "=", 3)
        .execute(),
    broken: 3,
  },
  {
    what: "an entry's text was changed and its hash made to fit",
    change: (trx) => forge(trx, 3, "Ada", "Bob"),
    broken: 4,
  },
  {
    what: "the newest entry was changed and its hash made to fit",
    change: (trx) => forge(trx, 6, "Ada", "Bob"),
    broken: 6,
  },
  { what: "an entry in the middle was removed", change: (trx) => remove(trx, 3), broken: 3 },
  { what: "the first entry was removed", change: (trx) => remove(trx, 1), broken: 1 },
  { what: "the newest entry was removed", change: (trx) => remove(trx, 6), broken: 6 },
  { what: "every entry was removed", change: (trx) => trx.deleteFrom("audit_log").execute(), broken: 1 },
  {
    what: "two entries changed places",
    change: async (trx) => {
      await move(trx, 3, 99);
      await move(trx, 4, 3);
      await move(trx, 99, 4);
    },
    broken: 3,
  },
  {
    what: "an entry was put in between",
    change: async (trx) => {
      const third = await row(trx, 3);
      for (const sequence of [6, 5, 4]) await move(trx, sequence, sequence + 1);
      await trx
        .insertInto("audit_log")
        .values({ ...third, sequence: 4, id: "another" })
        .execute();
      await trx.updateTable("audit_head").set({ sequence: 7 }).execute();
    },
    broken: 4,
  },
  {
    what: "an entry was added behind the head",
    change: async (trx) => {
      const last = await row(trx, 6);
      const entry = last.entry.replace(last.id, "another");
      const hash = chainedHash(last.hash, entry);
      await trx
        .insertInto("audit_log")
        .values({ ...last, sequence: 7, id: "another", entry, hash })
        .execute();
    },
    broken: 7,
  },
  {
    what: "a column no longer says what the text says",
    change: (trx) => trx.updateTable("audit_log").set({ actor_id: "bob" }).where("sequence", "=", 5).execute(),
    broken: 5,
  },
  {
    what: "the head was removed",
    change: (trx) => trx.deleteFrom("audit_head").execute(),
    broken: 1,
  },
];

describe.each(databases)("the audit log on $database", ({ start }) => {
  let opened: TestDatabase;
  let store: Store;
  let audit: AuditLog;
  const clock = new SteppedClock();
  beforeAll(async () => {
    opened = await start();
    store = await opened.open();
    audit = new AuditLog(store, clock);
  });
  afterAll(async () => {
    await store.destroy();
    await opened.close();
  });

  test("an entry of a transaction that fails is not written", async () => {
    const failing = store.transaction().execute(async (trx) => {
      await audit.append({ kind: "update-intended", details: {} }, trx);
      throw new Error("the rest failed");
    });
    await expect(failing).rejects.toThrow("the rest failed");
    expect((await audit.list({ limit: 10 })).items).toEqual([]);
    expect(await verifyChain(store)).toEqual({ entries: 0, head: { sequence: 0, hash: "" } });
  });

  describe("with six entries written at once", () => {
    const actor = { id: "ada", displayName: "Ada", role: "admin" } as const;
    beforeAll(async () => {
      const numbers = Array.from({ length: 6 }, (_, number) => number);
      await Promise.all(numbers.map((number) => audit.append({ kind: "signed-out", actor, details: { number } })));
    });
    let head: ChainHead;
    beforeEach(async () => {
      head = (await verifyChain(store)).head;
    });

    test("they stand in one unbroken chain, page by page", async () => {
      const first = await audit.list({ limit: 4 });
      const second = await audit.list({ limit: 4, cursor: first.nextCursor });
      const numbers = [...first.items, ...second.items].map(({ details }) => Number(details.number));
      expect(numbers.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5]);
      expect(second.nextCursor).toBeUndefined();
      expect(await verifyChain(store)).toEqual({
        entries: 6,
        head: { sequence: 6, hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
      });
    });

    test.each(tampering)("it shows that $what", async ({ change, broken }) => {
      const findings = await findingsAfter(store, change);
      expect(findings.firstBroken).toEqual({ sequence: broken, code: expect.any(String), reason: expect.any(String) });
      expect(findings.entries).toBe(broken - 1);
      expect((await verifyChain(store)).firstBroken).toBeUndefined();
    });

    test("a chain written anew from an entry on, head and all, shows against a head noted earlier", async () => {
      const rewrite: Change = async (trx) => {
        await forge(trx, 3, "Ada", "Bob");
        await chainAnew(trx, 4);
      };
      expect((await findingsAfter(store, rewrite)).firstBroken).toBeUndefined();
      expect((await findingsAfter(store, rewrite, head)).firstBroken).toMatchObject({ sequence: 6 });
      expect((await verifyChain(store, head)).firstBroken).toBeUndefined();
    });

    test("the newest entries removed, head and all, show against a head noted earlier", async () => {
      const cut: Change = async (trx) => {
        const { hash } = await row(trx, 4);
        await trx.deleteFrom("audit_log").where("sequence", ">", 4).execute();
        await trx.updateTable("audit_head").set({ sequence: 4, hash }).execute();
      };
      expect((await findingsAfter(store, cut)).firstBroken).toBeUndefined();
      expect((await findingsAfter(store, cut, head)).firstBroken).toMatchObject({ sequence: 5 });
    });

    test.each([
      "update audit_log set entry = '{}' where sequence = 3",
      "update audit_log set actor_id = 'bob'",
      "delete from audit_log where sequence = 6",
      "delete from audit_log",
      "delete from audit_head",
      "update audit_head set sequence = 5",
    ])("the database itself refuses: %s", async (statement) => {
      await expect(sql.raw(statement).execute(store)).rejects.toThrow("append-only");
      expect(await verifyChain(store)).toMatchObject({ entries: 6, head });
    });

    test("the database itself refuses to empty the table or to replace an entry", async () => {
      const statements =
        opened.options.kind === "postgres"
          ? ["truncate audit_log", "truncate audit_head", "truncate audit_log cascade"]
          : [
              "insert or replace into audit_log select 3, id, '{}', hash, at, kind, actor_id, connection_id, catalog_id from audit_log where sequence = 3",
              "insert or replace into audit_log select 7, id, '{}', hash, at, kind, actor_id, connection_id, catalog_id from audit_log where sequence = 3",
            ];
      for (const statement of statements) {
        await expect(sql.raw(statement).execute(store)).rejects.toThrow("append-only");
      }
      expect(await verifyChain(store)).toMatchObject({ entries: 6, head });
    });

    test("a text that cannot be read any more is listed as such", async () => {
      let items: unknown;
      const changing = store.transaction().execute(async (trx) => {
        await withoutGuards(trx);
        await trx.updateTable("audit_log").set({ entry: "not JSON" }).where("sequence", "=", 6).execute();
        items = (await new AuditLog(trx, clock).list({ limit: 2 })).items;
        throw new TakenBack();
      });
      await expect(changing).rejects.toBeInstanceOf(TakenBack);
      expect(items).toMatchObject([{ kind: "unreadable", at: "2026-03-02T09:00:00.000Z" }, { kind: "signed-out" }]);
    });
  });

  test("entries are found by person, catalog, connection, kind and time, and all of them together", async () => {
    const zoe = { id: "zoe", displayName: "Zoë", role: "helpdesk" } as const;
    clock.advance(60_000);
    await audit.append({ kind: "refused", actor: zoe, connectionId: "eu", catalogId: "sales", details: {} });
    clock.advance(60_000);
    await audit.append({ kind: "update-ended", requestedBy: zoe, connectionId: "eu", catalogId: "legal", details: {} });
    const kinds = async (filter: AuditFilter) =>
      (await audit.list({ limit: 50, ...filter })).items.map(({ kind }) => kind);
    expect(await kinds({ actor: "zoe" })).toEqual(["update-ended", "refused"]);
    expect(await kinds({ catalogId: "sales" })).toEqual(["refused"]);
    expect(await kinds({ connectionId: "eu", kind: ["refused", "signed-in"] })).toEqual(["refused"]);
    expect(await kinds({ kind: "update-ended" })).toEqual(["update-ended"]);
    expect(await kinds({ from: "2026-03-02T10:02:00+01:00" })).toEqual(["update-ended"]);
    expect(await kinds({ from: "2026-03-02T09:01:00Z", to: "2026-03-02T09:02:00Z" })).toEqual(["refused"]);
    expect(await kinds({ actor: "zoe", catalogId: "legal", kind: "refused" })).toEqual([]);
    expect(await audit.people()).toEqual({
      items: [
        { id: "ada", displayName: "Ada" },
        { id: "zoe", displayName: "Zoë" },
      ],
    });
  });

  test("entries that are written while the chain is verified do no harm", async () => {
    const writing = Array.from({ length: 30 }, () => audit.append({ kind: "signed-out", details: {} }));
    const findings = await Promise.all(Array.from({ length: 5 }, () => verifyChain(store)));
    await Promise.all(writing);
    expect(findings.map(({ firstBroken }) => firstBroken)).toEqual(Array.from({ length: 5 }, () => undefined));
    expect(await verifyChain(store)).toMatchObject({ entries: 38 });
  });
});
