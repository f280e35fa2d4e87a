import { expect, test } from "vitest";
import { problemOf } from "../testing/answers.ts";
import { type Deck, type DeckOptions, startDeck, testPassword } from "../testing/deck.ts";

const guess = (deck: Deck, username: string, password: string, headers: Record<string, string> = {}) =>
  deck.app.inject({ method: "POST", url: "/api/session", payload: { username, password }, headers });

/** Gives the answers to guesses at accounts that do not exist, each from where `headers` says. */
async function guesses(deck: Deck, count: number, headers: (number: number) => Record<string, string>) {
  const statuses: number[] = [];
  for (let number = 0; number < count; number++) {
    statuses.push((await guess(deck, `nobody${number}`, "wrong", headers(number))).statusCode);
  }
  return statuses;
}

test("of twenty wrong passwords at once five are looked at; the right one then waits too", async () => {
  const deck = await startDeck();
  const answers = await Promise.all(Array.from({ length: 20 }, (_, number) => guess(deck, "admin", `wrong ${number}`)));
  const statuses = answers.map(({ statusCode }) => statusCode).sort();
  expect(statuses).toEqual([...Array(5).fill(401), ...Array(15).fill(429)]);
  const right = await guess(deck, "admin", testPassword);
  expect(problemOf(right)).toMatchObject({ status: 429, code: "too-many-requests", retryAfterMs: 300_000 });
  expect(right.headers["retry-after"]).toBe("300");
});

test("a restart of the server, or another instance, gives no new guesses", async () => {
  const deck = await startDeck();
  for (let attempt = 0; attempt < 5; attempt++) await guess(deck, "admin", "wrong");
  await deck.stop();
  await deck.start();
  expect((await guess(deck, "admin", testPassword)).statusCode).toBe(429);
});

test("an account that does not exist is counted as one that does", async () => {
  const deck = await startDeck();
  for (const username of ["helpdesk", "nobody"]) {
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 6; attempt++) statuses.push((await guess(deck, username, "wrong")).statusCode);
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
  }
});

test.each<{
  who: string;
  config: DeckOptions["config"];
  headers: (number: number) => Record<string, string>;
  last: number;
}>([
  {
    who: "somebody who makes up forwarding headers",
    config: {},
    headers: (number) => ({ "x-forwarded-for": `203.0.113.${number}`, forwarded: `for=203.0.113.${number}` }),
    last: 429,
  },
  {
    who: "somebody whose proxy adds the ports, another for each connection",
    config: { trustedProxies: ["127.0.0.0/8"] },
    headers: (number) => ({ "x-forwarded-for": `203.0.113.7:${51_000 + number}` }),
    last: 429,
  },
  {
    who: "somebody with an IPv6 address whose proxy adds the ports",
    config: { trustedProxies: ["127.0.0.0/8"] },
    headers: (number) => ({ "x-forwarded-for": `[2001:db8::9]:${51_000 + number}` }),
    last: 429,
  },
  {
    who: "somebody whose proxy names no addresses",
    config: { trustedProxies: ["127.0.0.0/8"] },
    headers: (number) => ({ "x-forwarded-for": `_hidden${number}` }),
    last: 429,
  },
  {
    who: "somebody behind a trusted proxy who makes up the addresses before it",
    config: { trustedProxies: ["127.0.0.0/8"] },
    headers: (number) => ({ "x-forwarded-for": `203.0.113.${number}, 198.51.100.7` }),
    last: 429,
  },
  {
    who: "somebody with many addresses of one IPv6 network behind a trusted proxy",
    config: { trustedProxies: ["127.0.0.0/8"] },
    headers: (number) => ({ "x-forwarded-for": `2001:db8:1:2::${number}` }),
    last: 429,
  },
  {
    who: "thirty-one people behind a trusted proxy, each",
    config: { trustedProxies: ["127.0.0.0/8"] },
    headers: (number) => ({ "x-forwarded-for": `203.0.113.${number}` }),
    last: 401,
  },
])("the 31st wrong sign-in of $who is answered $last", async ({ config, headers, last }) => {
  const deck = await startDeck(config === undefined ? {} : { config });
  const statuses = await guesses(deck, 31, headers);
  expect(statuses.slice(0, 30)).toEqual(Array(30).fill(401));
  expect(statuses.at(-1)).toBe(last);
});

test("a refusal takes as long whether the account exists, is disabled or does not", async () => {
  const deck = await startDeck();
  const admin = await deck.injectAs("admin");
  const make = (username: string) =>
    admin({
      method: "POST",
      url: "/api/accounts",
      payload: { username, role: "helpdesk", password: "kangaroo ladder tuesday" },
    });
  await make("here");
  const { id } = (await make("gone")).json<{ id: string }>();
  await admin({ method: "PATCH", url: `/api/accounts/${id}`, payload: { disabled: true } });
  const cases = {
    exists: ["here", "wrong"],
    disabled: ["gone", "kangaroo ladder tuesday"],
    unknown: ["nobody", "wrong"],
  };
  // The time of the processor: on the clock, other processes of a busy machine would be part of it.
  const took: Record<string, number[]> = { exists: [], disabled: [], unknown: [] };
  await guess(deck, "warm-up", "wrong");
  for (let round = 0; round < 12; round++) {
    for (const [name, [username = "", password = ""]] of Object.entries(cases)) {
      const before = process.cpuUsage();
      expect((await guess(deck, username, password)).statusCode).toBe(401);
      const { user, system } = process.cpuUsage(before);
      took[name]?.push(user + system);
    }
    deck.clock.advance(5 * 60_000);
  }
  const medians = Object.values(took).map((times) => times.sort((a, b) => a - b)[6] ?? 0);
  // Without the work of a password check an answer comes many times sooner.
  expect(Math.max(...medians) / Math.min(...medians)).toBeLessThan(2);
});
