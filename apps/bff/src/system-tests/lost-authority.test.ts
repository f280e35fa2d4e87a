import type { ImageUpdateList, OwnSessionList, Session } from "@catalog-deck/contract";
import { expect, onTestFinished, test } from "vitest";
import { buildApp } from "../app.ts";
import { type Deck, type PersonHeaders, readyToUpdate, startDeck } from "../testing/deck.ts";
import { eventually } from "../testing/eventually.ts";
import { twoStores } from "../testing/two-stores.ts";

/** What takes the right to start updates from a person whose request is under way. */
const losses: [string, (deck: Deck, admin: PersonHeaders) => Promise<{ statusCode: number }>][] = [
  ["the account is disabled", (deck, admin) => changeAccount(deck, admin, "PATCH", "", { disabled: true })],
  ["the account is demoted", (deck, admin) => changeAccount(deck, admin, "PATCH", "", { role: "helpdesk" })],
  [
    "the account is given a new password",
    (deck, admin) => changeAccount(deck, admin, "POST", "/password", { password: "quite another long password" }),
  ],
  ["the person signs out", (deck, headers) => deck.app.inject({ method: "DELETE", url: "/api/session", headers })],
  [
    "the person signs out everywhere",
    (deck, headers) => deck.app.inject({ method: "DELETE", url: "/api/sessions", headers }),
  ],
  [
    "the person ends this session from another one",
    async (deck, admin) => {
      const { items } = (await deck.app.inject({ url: "/api/sessions", headers: admin })).json<OwnSessionList>();
      const url = `/api/sessions/${items.find(({ current }) => current)?.id}`;
      return deck.app.inject({ method: "DELETE", url, headers: await deck.signIn("admin") });
    },
  ],
];

async function changeAccount(
  deck: Deck,
  admin: PersonHeaders,
  method: "PATCH" | "POST",
  path: string,
  payload: object,
) {
  const { user } = (await deck.app.inject({ url: "/api/session", headers: admin })).json<Session>();
  const headers = await deck.signIn("second admin");
  return deck.app.inject({ method, url: `/api/accounts/${user.id}${path}`, headers, payload });
}

async function deckReady() {
  const deck = await startDeck();
  const admin = await deck.signIn("admin");
  return { deck, admin, ...(await readyToUpdate(deck, admin)) };
}

const rowsOf = (deck: Deck) => deck.store.selectFrom("image_updates").select(["state", "active"]).execute();
const keysOf = (deck: Deck) => deck.store.selectFrom("idempotency_keys").select("key").execute();

test.each(losses)(
  "when %s while the fresh reads are slow nothing is sent, and nothing recorded as asked for",
  async (_what, lose) => {
    const { deck, admin, catalog, body } = await deckReady();
    await deck.control.setFault({ operation: "getCatalog", kind: "hold", times: 1 });
    const asked = deck.startUpdate(admin, catalog.id, body);
    await eventually(async () => expect(await deck.control.log({ operation: "getCatalog" })).toHaveLength(1));
    expect((await lose(deck, admin)).statusCode).toBeLessThan(300);
    await deck.control.clearFaults();
    const answer = await asked;
    expect(await deck.posts()).toBe(0);
    expect(answer.statusCode, answer.body).toBe(403);
    expect(answer.json()).toMatchObject({
      code: "authority-lost",
      detail: expect.stringContaining("not sent to Citrix"),
    });
    expect([await rowsOf(deck), await keysOf(deck)]).toEqual([[], []]);
    const refused = await deck.store.selectFrom("audit_log").select("entry").where("kind", "=", "refused").execute();
    expect(refused.map(({ entry }) => JSON.parse(entry))).toMatchObject([
      { catalogId: catalog.id, connectionId: "default", details: { reason: "authority-lost", method: "POST" } },
    ]);
  },
);

test.each(losses)("when %s after the intent was written nothing is sent, and its row says so", async (what, lose) => {
  const { deck, admin, catalog, body } = await deckReady();
  // The first POST meets a 401, and another token is awaited: nothing has started the update yet.
  await deck.control.setFault({ operation: "startImageUpdate", kind: "status", status: 401, times: 1 });
  await deck.control.setFault({ operation: "token", kind: "hold", times: 1 });
  const asked = deck.startUpdate(admin, catalog.id, body);
  await eventually(async () => expect(await deck.posts()).toBe(1));
  expect((await lose(deck, admin)).statusCode).toBeLessThan(300);
  await deck.control.clearFaults();
  const answer = await asked;
  expect(await deck.posts(), what).toBe(1);
  expect(answer.statusCode, answer.body).toBe(403);
  expect(answer.json()).toMatchObject({ code: "authority-lost" });
  expect(await rowsOf(deck)).toEqual([{ state: "rejected", active: 0 }]);

  const next = await deck.signIn(what.includes("account") ? "second admin" : "admin");
  const { items } = (await deck.get("image-updates", next)).json<ImageUpdateList>();
  expect(items).toMatchObject([{ state: "rejected", message: expect.stringContaining("not sent to Citrix") }]);
  // The key is free: whoever has the right again may send the same form.
  expect((await deck.startUpdate(next, catalog.id, body)).statusCode).toBe(202);
});

test("what another instance takes away counts here too", async () => {
  const { here, there, database } = await twoStores();
  const deck = await startDeck({ store: here, config: { database } });
  const admin = await deck.signIn("admin");
  const { catalog, body } = await readyToUpdate(deck, admin);
  const other = await buildApp({ config: deck.config, store: there, clock: deck.clock });
  onTestFinished(() => other.close());
  const { user } = (await deck.app.inject({ url: "/api/session", headers: admin })).json<Session>();
  const second = await deck.signIn("second admin");
  await deck.control.setFault({ operation: "getCatalog", kind: "hold", times: 1 });
  const asked = deck.startUpdate(admin, catalog.id, body);
  await eventually(async () => expect(await deck.control.log({ operation: "getCatalog" })).toHaveLength(1));
  const url = `/api/accounts/${user.id}`;
  const disabled = await other.inject({ method: "PATCH", url, headers: second, payload: { disabled: true } });
  expect(disabled.statusCode, disabled.body).toBe(200);
  await deck.control.clearFaults();
  expect((await asked).json()).toMatchObject({ status: 403, code: "authority-lost" });
  expect(await deck.posts()).toBe(0);
}, 60_000);

test("a new password of one's own, which keeps the session, keeps the update too", async () => {
  const { deck, admin, catalog, body } = await deckReady();
  await deck.control.setFault({ operation: "getCatalog", kind: "hold", times: 1 });
  const asked = deck.startUpdate(admin, catalog.id, body);
  await eventually(async () => expect(await deck.control.log({ operation: "getCatalog" })).toHaveLength(1));
  const changed = await deck.app.inject({
    method: "PUT",
    url: "/api/session/password",
    headers: admin,
    payload: { currentPassword: "a long enough password", newPassword: "quite another long password" },
  });
  expect(changed.statusCode, changed.body).toBe(204);
  await deck.control.clearFaults();
  expect((await asked).statusCode).toBe(202);
  expect(await deck.posts()).toBe(1);
});
