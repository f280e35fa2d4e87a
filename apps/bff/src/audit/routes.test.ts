import type { AuditList, AuditVerification } from "@catalog-deck/contract";
import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { type Inject, problemOf } from "../testing/answers.ts";
import { startDeck, temporaryStore } from "../testing/deck.ts";
import { SteppedClock } from "../testing/stepped-clock.ts";
import { AuditLog } from "./audit-log.ts";

const items = async (admin: Inject, query: string) =>
  (await admin({ url: `/api/audit${query}` })).json<AuditList>().items;

describe("filters", () => {
  test("find entries by person, kind and time, page by page", async () => {
    const clock = new SteppedClock();
    const { injectAs } = await startDeck({ clock });
    const helpdesk = await injectAs("helpdesk");
    await helpdesk({ url: "/api/audit" });
    clock.advance(60_000);
    const admin = await injectAs("admin");
    const { user } = (await helpdesk({ url: "/api/session" })).json();
    expect((await items(admin, `?actor=${user.id}`)).map(({ kind }) => kind)).toEqual(["refused", "signed-in"]);
    expect(await items(admin, `?actor=${user.id}&kind=refused&kind=signed-out`)).toHaveLength(1);
    expect(await items(admin, "?from=2026-03-02T09:01:00.000Z")).toMatchObject([{ actor: { role: "admin" } }]);
    expect(await items(admin, "?to=2026-03-02T09:01:00.000Z")).toHaveLength(2);
    const first = (await admin({ url: "/api/audit?kind=signed-in&limit=1" })).json<AuditList>();
    const second = await items(admin, `?kind=signed-in&limit=1&cursor=${first.nextCursor}`);
    expect(second).toMatchObject([{ actor: { id: user.id } }]);
  });

  test.each(["from=yesterday", "kind=Signed%20in", "actor=..%2F", "person=x", "kind=", "to=2026-13-01T00:00:00Z"])(
    "that make no sense are refused by name: %s",
    async (query) => {
      const { injectAs } = await startDeck();
      const admin = await injectAs("admin");
      for (const path of ["/api/audit?", "/api/audit/export?format=csv&"]) {
        expect(problemOf(await admin({ url: path + query }))).toMatchObject({
          status: 400,
          errors: [{ field: expect.stringMatching(query.split("=")[0] ?? "") }],
        });
      }
    },
  );
});

test("everybody who stands in the log is named once, under the latest name", async () => {
  const store = await temporaryStore();
  const audit = new AuditLog(store, new SteppedClock());
  for (const displayName of ["Ada", "Ada Lovelace"]) {
    await audit.append({ kind: "signed-in", actor: { id: "ada", displayName, role: "admin" }, details: {} });
  }
  const { injectAs } = await startDeck({ store });
  const admin = await injectAs("admin");
  const { items: people } = (await admin({ url: "/api/audit/people" })).json();
  expect(people.map(({ displayName }: { displayName: string }) => displayName)).toEqual(["Ada Lovelace", "Test admin"]);
});

describe("the chain", () => {
  test("is verified on request, for all who ask at once together", async () => {
    const { injectAs } = await startDeck({ clock: new SteppedClock() });
    const admin = await injectAs("admin");
    const answers = await Promise.all(Array.from({ length: 5 }, () => admin({ url: "/api/audit/verification" })));
    for (const answer of answers) {
      expect(answer.json<AuditVerification>()).toEqual({
        whole: true,
        entries: 1,
        head: { sequence: 1, hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
        checkedAt: "2026-03-02T09:00:00.000Z",
      });
    }
  });

  test("that was tampered with says where it breaks first", async () => {
    const { injectAs, store } = await startDeck();
    const admin = await injectAs("admin");
    await injectAs("helpdesk");
    await sql`drop trigger audit_log_no_update`.execute(store);
    await sql`update audit_log set entry = replace(entry, 'admin', 'other') where sequence = 1`.execute(store);
    const { whole, entries, firstBroken } = (await admin({ url: "/api/audit/verification" })).json<AuditVerification>();
    expect({ whole, entries, firstBroken }).toEqual({
      whole: false,
      entries: 0,
      firstBroken: { sequence: 1, code: "changed", reason: "its text or its position was changed" },
    });
  });
});

describe("the export", () => {
  const dangerous = '=cmd|"/c calc"!A1';

  async function appWithEntries(count: number) {
    const store = await temporaryStore();
    const clock = new SteppedClock();
    const audit = new AuditLog(store, clock);
    await store.transaction().execute(async (trx) => {
      for (let number = 1; number <= count; number++) {
        const username = number === 1 ? dangerous : `user ${number}`;
        const details = { username, reason: "wrong-credentials" };
        await audit.append({ kind: "sign-in-refused", address: "203.0.113.7", details }, trx);
      }
    });
    const app = await startDeck({ store, clock });
    return { ...app, store, clock, admin: await app.injectAs("admin") };
  }

  test("as CSV opens in a spreadsheet: dated name, byte order mark, one line per entry, no formula", async () => {
    const { admin } = await appWithEntries(2);
    const answer = await admin({ url: "/api/audit/export?format=csv" });
    expect(answer.headers).toMatchObject({
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": 'attachment; filename="catalog-deck-audit-2026-03-02.csv"',
      "cache-control": "no-store",
    });
    expect(answer.body.startsWith("\uFEFFsequence,time_utc,kind,person,")).toBe(true);
    const lines = answer.body.trimEnd().split("\r\n");
    expect(lines[1]).toContain('1,2026-03-02T09:00:00.000Z,sign-in-refused,"\'=cmd|""/c calc""!A1"');
    // Two refused, one signed in, and the export itself.
    expect(lines).toHaveLength(5);
    expect(lines[4]).toContain("audit-exported,Test admin");
  });

  test("as CSV for a German Excel has semicolons, and no formula behind one of a name either", async () => {
    const { admin, store, clock } = await appWithEntries(1);
    const details = { username: 'anna;=cmd|"/c calc"!A1', reason: "wrong-credentials" };
    await new AuditLog(store, clock).append({ kind: "sign-in-refused", address: "203.0.113.7", details });
    const answer = await admin({ url: "/api/audit/export?format=csv&separator=semicolon&kind=sign-in-refused" });
    expect(answer.body.startsWith("\uFEFFsequence;time_utc;kind;person;")).toBe(true);
    expect(answer.body).toContain('sign-in-refused;"anna;\'=cmd|""/c calc""!A1";');
    expect((await items(admin, "?kind=audit-exported"))[0]?.details).toEqual({
      format: "csv",
      filter: { kind: "sign-in-refused" },
    });
    expect((await admin({ url: "/api/audit/export?format=csv&separator=tab" })).statusCode).toBe(400);
  });

  test("as JSON holds each entry with its place in the chain, and stands in the log with its filter", async () => {
    const { admin } = await appWithEntries(1_100);
    const answer = await admin({ url: "/api/audit/export?format=json&kind=sign-in-refused" });
    expect(answer.headers["content-type"]).toBe("application/json; charset=utf-8");
    const entries = answer.json<{ sequence: number; hash: string; kind: string }[]>();
    expect(entries.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 1_100 }, (_, index) => index + 1));
    expect(entries[0]).toMatchObject({
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      details: { username: dangerous },
    });
    expect((await items(admin, "?kind=audit-exported"))[0]).toMatchObject({
      actor: { displayName: "Test admin" },
      details: { format: "json", filter: { kind: "sign-in-refused" } },
    });
  });

  test("of nothing is an empty list or a head line", async () => {
    const { admin } = await appWithEntries(0);
    expect((await admin({ url: "/api/audit/export?format=json&kind=refused" })).json()).toEqual([]);
    const csv = await admin({ url: "/api/audit/export?format=csv&kind=refused" });
    expect(csv.body.trimEnd().split("\r\n")).toHaveLength(1);
  });

  test("that cannot be written to the log does not happen", async () => {
    const { admin, store } = await appWithEntries(1);
    await sql`create trigger full before insert on audit_log begin select raise(abort, 'disk full'); end`.execute(
      store,
    );
    const answer = await admin({ url: "/api/audit/export?format=csv" });
    expect(problemOf(answer)).toMatchObject({ status: 503, code: "storage-unavailable" });
    expect(answer.body).not.toContain("sign-in-refused");
  });

  test("runs for two at a time, and again when they are done", async () => {
    const { admin } = await appWithEntries(3);
    const ask = () => admin({ url: "/api/audit/export?format=csv" });
    const answers = await Promise.all([ask(), ask(), ask(), ask()]);
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 200, 429, 429]);
    expect((await ask()).statusCode).toBe(200);
  });
});
