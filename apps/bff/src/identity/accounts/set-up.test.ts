import { describe, expect, test } from "vitest";
import { cookieOf, problemOf } from "../../testing/answers.ts";
import { type Deck, startDeck } from "../../testing/deck.ts";
import { offerSetUp } from "./set-up.ts";

const person = { username: "ada", displayName: "Ada", password: "kangaroo ladder tuesday" };
const setUp = (deck: Deck, token: string, changes: Record<string, unknown> = {}) =>
  deck.app.inject({ method: "POST", url: "/api/set-up", payload: { token, ...person, ...changes } });

async function startEmpty() {
  const deck = await startDeck();
  await deck.store.deleteFrom("accounts").execute();
  const offer = (needed = true) => offerSetUp(deck.store, deck.clock, needed);
  return { deck, offer, token: (await offer()) ?? "" };
}

describe("the link of the first start", () => {
  test("makes one administrator, who is signed in by it, and is dead after that", async () => {
    const { deck, token } = await startEmpty();
    const answer = await setUp(deck, token);
    expect(answer.json()).toMatchObject({ user: { displayName: "Ada", role: "admin" }, method: "password" });
    const audit = await deck.app.inject({ url: "/api/audit", headers: { cookie: cookieOf(answer) } });
    expect(audit.json().items).toMatchObject([
      { kind: "signed-in" },
      { kind: "account-created", details: { account: { username: "ada", role: "admin" }, by: "set-up link" } },
    ]);
    expect(audit.body).not.toContain(token);
    expect(problemOf(await setUp(deck, token, { username: "eve" }))).toMatchObject({
      status: 403,
      code: "set-up-link-invalid",
    });
  });

  test("is kept as a hash alone", async () => {
    const { deck, token } = await startEmpty();
    expect(Buffer.from(token, "base64url")).toHaveLength(32);
    const row = await deck.store.selectFrom("accounts_head").selectAll().executeTakeFirstOrThrow();
    expect(JSON.stringify(row)).not.toContain(token);
    expect(row.set_up_token_hash).toMatch(/^[0-9a-f]{64}$/);
  });

  test("used twice at once makes one account", async () => {
    const { deck, token } = await startEmpty();
    const answers = await Promise.all(["ada", "eve"].map((username) => setUp(deck, token, { username })));
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 403]);
    expect(await deck.store.selectFrom("accounts").select("username").execute()).toHaveLength(1);
  });

  test("dies after a day, with the next start, and when none is needed", async () => {
    const { deck, offer, token } = await startEmpty();
    const next = (await offer()) ?? "";
    expect(problemOf(await setUp(deck, token)).code).toBe("set-up-link-invalid");
    deck.clock.advance(24 * 60 * 60_000);
    expect(problemOf(await setUp(deck, next)).code).toBe("set-up-link-invalid");
    const third = (await offer()) ?? "";
    expect(await offer(false)).toBeUndefined();
    expect(problemOf(await setUp(deck, third)).code).toBe("set-up-link-invalid");
  });

  test("is not made when there is an account, and does not work when one was made meanwhile", async () => {
    const full = await startDeck();
    expect(await offerSetUp(full.store, full.clock, true)).toBeUndefined();
    const { deck, token } = await startEmpty();
    await deck.injectAs("second admin");
    expect(problemOf(await setUp(deck, token)).code).toBe("set-up-link-invalid");
  });

  test("survives a password that is refused", async () => {
    const { deck, token } = await startEmpty();
    for (let attempt = 0; attempt < 40; attempt++) {
      const weak = problemOf(await setUp(deck, token, { password: "password12345" }));
      expect(weak).toMatchObject({ status: 400, errors: [{ field: "password" }] });
    }
    expect((await setUp(deck, token)).statusCode).toBe(200);
  });

  test("cannot be guessed: the 31st wrong one of an address within 5 minutes is 429", async () => {
    const { deck, token } = await startEmpty();
    for (let attempt = 0; attempt < 30; attempt++) expect((await setUp(deck, "wrong")).statusCode).toBe(403);
    const refused = await setUp(deck, token);
    expect(problemOf(refused)).toMatchObject({ status: 429, code: "too-many-requests" });
    expect(refused.headers["retry-after"]).toBe("300");
    expect(await deck.store.selectFrom("accounts").select("username").execute()).toEqual([]);
  });

  test("is no use to a page of another site", async () => {
    const { deck, token } = await startEmpty();
    const answer = await deck.app.inject({
      method: "POST",
      url: "/api/set-up",
      payload: { token, ...person },
      headers: { "sec-fetch-site": "cross-site" },
    });
    expect(problemOf(answer).code).toBe("csrf-token-invalid");
  });
});
