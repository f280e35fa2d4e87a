import type { Account } from "@catalog-deck/contract";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { AuditLog } from "../../audit/audit-log.ts";
import { HttpProblem } from "../../http/http-problem.ts";
import { noteSignIn } from "../../store/accounts.ts";
import type { Store } from "../../store/database.ts";
import { insertSession, listSessionsOf } from "../../store/sessions.ts";
import { databases, type TestDatabase } from "../../testing/databases.ts";
import { SteppedClock } from "../../testing/stepped-clock.ts";
import { standingAuthority } from "../authority.ts";
import { AccountAdministration } from "./administration.ts";

const clock = new SteppedClock();
const now = clock.now().toISOString();
const later = new Date(clock.now().getTime() + 60_000).toISOString();
const by = { actor: { id: "test", displayName: "Test" }, authority: standingAuthority };

/** What came of several changes at once: `done`, or the problem's code. */
async function outcomes(changes: Promise<unknown>[]): Promise<string[]> {
  const settled = await Promise.allSettled(changes);
  return settled
    .map((one) => {
      if (one.status === "fulfilled") return "done";
      if (one.reason instanceof HttpProblem) return one.reason.code;
      throw one.reason;
    })
    .sort();
}

describe.each(databases)("on $database", ({ start }) => {
  let opened: TestDatabase;
  let store: Store;
  let administration: AccountAdministration;
  const make = (username: string): Promise<Account> =>
    administration.create({ username, role: "admin", password: "kangaroo ladder tuesday" }, by);
  beforeAll(async () => {
    opened = await start();
    store = await opened.open();
    administration = new AccountAdministration({ store, clock, audit: new AuditLog(store, clock) });
  });
  beforeEach(async () => {
    await store.deleteFrom("accounts").execute();
    await store.deleteFrom("sessions").execute();
  });
  afterAll(async () => {
    await store.destroy();
    await opened.close();
  });

  test("nothing is changed for somebody whose authority has gone while the new password was made ready", async () => {
    const { id } = await make("ada");
    const lost = { ...by, authority: { stillHolds: async () => false } };
    const password = "another ladder on tuesday";
    const changes = [
      administration.create({ username: "eve", role: "admin", password }, lost),
      administration.change(id, { displayName: "Eve" }, lost),
      administration.setPassword(id, password, lost),
      administration.changeOwnPassword({ id, version: 1 }, password, "session", lost),
    ];
    expect(await outcomes(changes)).toEqual(changes.map(() => "authority-lost"));
    expect(await administration.list()).toMatchObject([{ id, displayName: "ada", version: 1 }]);
  });

  test("of the last two admins that are disabled at once, or made helpdesk, one stays", async () => {
    for (const change of [{ disabled: true }, { role: "helpdesk" } as const]) {
      await store.deleteFrom("accounts").execute();
      const admins = [await make("ada"), await make("eve")];
      const changes = admins.map(({ id }) => administration.change(id, change, by));
      expect(await outcomes(changes)).toEqual(["done", "last-admin"]);
      const left = (await administration.list()).filter(({ role, disabled }) => role === "admin" && !disabled);
      expect(left).toHaveLength(1);
    }
  });

  test("of two changes at once that were decided on the same reading, one is made", async () => {
    const { id, version } = await make("ada");
    const changes = ["Ada", "Eve"].map((displayName) => administration.change(id, { displayName, version }, by));
    expect(await outcomes(changes)).toEqual(["account-changed", "done"]);
  });

  test("of two accounts of one name that are made at once, one is", async () => {
    expect(await outcomes([make("ada"), make("ADA")])).toEqual(["done", "username-taken"]);
  });

  test("a sign-in at the moment of the disabling leaves no session", async () => {
    await make("eve");
    const { id, version } = await make("ada");
    const signIn = (idHash: string) =>
      store.transaction().execute(async (trx) => {
        if (!(await noteSignIn(trx, { id, version }, now))) return;
        await insertSession(trx, {
          id_hash: idHash,
          payload: "",
          created_at: now,
          last_used_at: now,
          expires_at: later,
          person_id: id,
          method: "password",
          provider_session: null,
          address: "",
          user_agent: "",
        });
      });
    const before = ["a", "b", "c"].map(signIn);
    const disabling = administration.change(id, { disabled: true }, by);
    await Promise.all([...before, disabling, ...["d", "e", "f"].map(signIn)]);
    expect(await listSessionsOf(store, id, now)).toEqual([]);
  });
});
