import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { databases, type TestDatabase } from "../testing/databases.ts";
import type { Store } from "./database.ts";
import {
  deleteEndedSessions,
  deleteSession,
  endSessions,
  findSession,
  insertSession,
  listSessionsOf,
  mostSessionsPerPerson,
  type SessionRow,
  touchSession,
} from "./sessions.ts";

const minute = (number: number) => `2026-03-02T09:${String(number).padStart(2, "0")}:00.000Z`;

function session(id_hash: string, changes: Partial<SessionRow> = {}): SessionRow {
  return {
    id_hash,
    payload: "p",
    created_at: minute(0),
    last_used_at: minute(0),
    expires_at: minute(30),
    person_id: "alex",
    method: "password",
    provider_session: null,
    address: "127.0.0.1",
    user_agent: "",
    ...changes,
  };
}

describe.each(databases)("on $database", ({ start }) => {
  let opened: TestDatabase;
  let store: Store;
  const idsOf = async (personId: string) =>
    (await listSessionsOf(store, personId, minute(1))).map(({ id_hash }) => id_hash);
  beforeAll(async () => {
    opened = await start();
    store = await opened.open();
  });
  afterEach(async () => void (await store.deleteFrom("sessions").execute()));
  afterAll(async () => {
    await store.destroy();
    await opened.close();
  });

  test("a session is found until its end, which use puts off", async () => {
    for (const id of ["s1", "s2", "s3"]) await insertSession(store, session(id));
    await touchSession(store, "s2", minute(20), minute(50));
    expect(await findSession(store, "s1", "2026-03-02T09:29:59.999Z")).toMatchObject(session("s1"));
    expect(await findSession(store, "s1", minute(30))).toBeUndefined();
    expect(await findSession(store, "s2", minute(30))).toBeDefined();
    await deleteSession(store, "s2");
    expect(await findSession(store, "s2", minute(0))).toBeUndefined();
    await deleteEndedSessions(store, minute(30));
    expect(await store.selectFrom("sessions").selectAll().execute()).toEqual([]);
  });

  test("a person's sessions are listed, last used first, without those that have ended", async () => {
    await insertSession(store, session("early", { last_used_at: minute(1) }));
    await insertSession(store, session("late", { last_used_at: minute(5) }));
    await insertSession(store, session("ended", { expires_at: minute(1) }));
    await insertSession(store, session("other", { person_id: "hedy" }));
    expect(await idsOf("alex")).toEqual(["late", "early"]);
  });

  test("a person's sessions end: all but one, one, all; another's stay", async () => {
    for (const id of ["s1", "s2", "s3"]) await insertSession(store, session(id));
    await insertSession(store, session("other", { person_id: "hedy" }));
    expect(await endSessions(store, { personId: "alex", idHash: "other" })).toBe(0);
    expect(await endSessions(store, { personId: "alex", idHash: "s2" })).toBe(1);
    expect(await endSessions(store, { personId: "alex", exceptIdHash: "s3" })).toBe(1);
    expect(await idsOf("alex")).toEqual(["s3"]);
    expect(await endSessions(store, { personId: "alex" })).toBe(1);
    expect(await idsOf("hedy")).toEqual(["other"]);
  });

  test("the sessions of one session at the identity provider end with it", async () => {
    await insertSession(store, session("s1", { method: "oidc", provider_session: "sid-1" }));
    await insertSession(store, session("s2", { method: "oidc", provider_session: "sid-2" }));
    await insertSession(store, session("s3"));
    expect(await endSessions(store, { providerSession: "sid-1" })).toBe(1);
    expect(await idsOf("alex")).toEqual(["s2", "s3"]);
  });

  test("of too many sessions of a person the one not used for the longest time ends", async () => {
    await insertSession(store, session("other", { person_id: "hedy" }));
    for (let number = 0; number < mostSessionsPerPerson; number++) {
      await insertSession(store, session(`s${number}`, { last_used_at: minute(number + 2) }));
    }
    await insertSession(store, session("new", { last_used_at: minute(1) }));
    const left = await idsOf("alex");
    expect(left).toHaveLength(mostSessionsPerPerson);
    expect(left).toContain("new");
    expect(left).not.toContain("s0");
    expect(await idsOf("hedy")).toEqual(["other"]);
  });

  test("sign-ins at once leave no more than the bound", async () => {
    const ids = Array.from({ length: 30 }, (_, number) => `s${number}`);
    await Promise.all(ids.map((id, number) => insertSession(store, session(id, { last_used_at: minute(number + 2) }))));
    expect((await idsOf("alex")).length).toBeLessThanOrEqual(mostSessionsPerPerson);
  });
});
