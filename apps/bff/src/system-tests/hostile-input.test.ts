import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { Problem } from "@catalog-deck/contract";
import { describe, expect, onTestFinished, test } from "vitest";
import { SeededRandom } from "../../reliability/crash/random.ts";
import {
  allHostilities,
  everyFieldHostile,
  forDatabases,
  type HostileCase,
  hostileCase,
} from "../../reliability/hostile/cases.ts";
import { type OpenApiDocument, type Operation, operationsOf } from "../../reliability/hostile/operations.ts";
import type { Answer } from "../testing/answers.ts";
import { databases } from "../testing/databases.ts";
import { type Deck, type PersonHeaders, startDeck } from "../testing/deck.ts";
import { sendRaw } from "../testing/raw-request.ts";

/** Printed, so that `DECK_SEED` can make the same cases again. */
const seed = Number(process.env.DECK_SEED ?? Date.now() % 2 ** 31);
/** All that the corpus has where the database is quick, on the other what a database may choke on. */
const plans = {
  SQLite: { random: 500, hostilities: allHostilities },
  PostgreSQL: { random: 100, hostilities: forDatabases },
} as const;
/** As long as wrong passwords close the way in; shorter than a session that nobody uses lives. */
const waitMs = 15 * 60_000;
/** What only a stack trace or an error of a library would say. */
const inside = new RegExp(
  [
    "node_modules",
    "\\bat [\\w.<>]+ \\(",
    "\\.[jt]s:\\d",
    "file:///",
    process.cwd(),
    "SQLITE_",
    "ZodError",
    "FST_ERR",
  ].join("|"),
);
const bodyOverSocketBytes = 4_096;

type Plan = (typeof plans)[keyof typeof plans];

interface Answered {
  status: number;
  headers: [name: string, value: string][];
  body: string;
}

/** Every fifth case that is small goes over a real connection, the others straight into the server. */
async function send(
  deck: Deck,
  address: string,
  person: PersonHeaders,
  one: HostileCase,
  number: number,
): Promise<Answered> {
  const { method, target, body } = one;
  const headers = { ...person, ...one.headers };
  if (number % 5 === 0 && (body ?? "").length < bodyOverSocketBytes) {
    const length = body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };
    // What comes as text would not survive being compressed.
    const all = { host: "127.0.0.1", ...headers, ...length, connection: "close", "accept-encoding": "identity" };
    const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
    const answer = await sendRaw(address, [`${method} ${target} HTTP/1.1`, ...lines, "", body ?? ""].join("\r\n"));
    const found = answer.head.split("\r\n").slice(1);
    return {
      ...answer,
      headers: found.map((line) => [line.split(":", 1)[0]?.toLowerCase() ?? "", line.replace(/^[^:]*:\s*/, "")]),
    };
  }
  const answer = await deck.app.inject({
    method: method as "GET",
    url: target,
    headers,
    ...(body === undefined ? {} : { payload: body }),
  });
  const found = Object.entries(answer.headers).flatMap(([name, value]) =>
    [value ?? ""].flat().map((text): [string, string] => [name, String(text)]),
  );
  return { status: answer.statusCode, headers: found, body: unpacked(answer) };
}

/** A case may have asked for a compressed answer. */
function unpacked({ headers, rawPayload }: Answer): string {
  const unpack = { gzip: gunzipSync, br: brotliDecompressSync }[String(headers["content-encoding"])];
  return (unpack?.(rawPayload) ?? rawPayload).toString();
}

/** Throws when an answer is anything but a plain success or a plain problem. */
function judge({ status, headers, body }: Answered, name: string): void {
  const header = (wanted: string) => headers.find(([given]) => given === wanted)?.[1];
  expect(status, name).toBeGreaterThanOrEqual(200);
  expect(status, `${name} was answered ${body}`).toBeLessThan(500);
  expect(header("content-security-policy"), name).toBeDefined();
  expect(header("x-injected"), name).toBeUndefined();
  for (const [given, value] of headers) {
    expect(value, `${name}: ${given}`).not.toMatch(/[\r\n]|injected|evil\.example/i);
  }
  expect(header("location") ?? "/api/", name).toMatch(/^\/api\//);
  expect(body, name).not.toMatch(inside);
  if (status < 400) return;
  expect(header("content-type"), name).toBe("application/problem+json");
  expect(header("cache-control"), name).toBe("no-store");
  // An answer to HEAD has no body.
  if (body !== "") expect(Problem.parse(JSON.parse(body)), name).toMatchObject({ status });
}

async function startOn(database: string): Promise<Deck> {
  if (database === "SQLite") return startDeck();
  const other = databases.find((one) => one.database === database);
  if (other === undefined) throw new Error(`there is no ${database}`);
  const opened = await other.start();
  const store = await opened.open();
  onTestFinished(async () => {
    await store.destroy();
    await opened.close();
  });
  return startDeck({ store });
}

/** One hostile value in one field at a time, as many of them per operation as there is time for, then requests at random. */
async function casesFor(deck: Deck, operations: readonly Operation[], plan: Plan): Promise<HostileCase[]> {
  const random = new SeededRandom(seed);
  const catalogIds = (await deck.control.catalogs()).map(({ id }) => id);
  const byField = operations.flatMap((operation) => {
    // Hashing a password takes long on purpose.
    const most = Object.keys(operation.sampleBody ?? {}).some((name) => /password/i.test(name)) ? 40 : 150;
    const all = everyFieldHostile(operation, plan.hostilities);
    return all.length <= most ? all : Array.from({ length: most }, () => random.pick(all));
  });
  const atRandom = Array.from({ length: plan.random }, () => hostileCase(random, random.pick(operations), catalogIds));
  return [...byField, ...atRandom];
}

const shortened = (text: string | undefined) => (text === undefined ? "" : ` ${text.slice(0, 300)}`);

describe("whatever is sent to any route", () => {
  test.each(["SQLite", "PostgreSQL"] as const)(
    "is answered plainly on %s: no fault of the server's, nothing of its inside, nothing sent to Citrix",
    async (database) => {
      const deck = await startOn(database);
      const address = await deck.app.listen({ port: 0, host: "127.0.0.1" });
      const document = (await deck.app.inject({ url: "/api/openapi.json" })).json<OpenApiDocument>();
      const cases = await casesFor(deck, operationsOf(document), plans[database]);
      expect(cases.length).toBeGreaterThanOrEqual(database === "SQLite" ? 1_000 : 300);
      const sessions = new Map<string, PersonHeaders>();
      const personOf = async (who: HostileCase["who"]) => {
        if (who === "nobody") return {};
        const known = sessions.get(who);
        if (known !== undefined) return known;
        // Wrong passwords may have closed the way in for some minutes.
        deck.clock.advance(waitMs);
        const person = await deck.signIn(who);
        sessions.set(who, person);
        return person;
      };
      const counted = new Map<number, number>();
      const wrong: string[] = [];
      for (const [number, one] of cases.entries()) {
        let answer = await send(deck, address, await personOf(one.who), one, number);
        if (answer.status === 429 || answer.body.includes('"citrix-call-limit"')) {
          // Too many wrong passwords, or too many questions to Citrix: what is sent meanwhile would test nothing else.
          deck.clock.advance(waitMs);
          answer = await send(deck, address, await personOf(one.who), one, number);
        }
        const sent = `${one.who} ${one.method} ${one.target} ${JSON.stringify(one.headers)}${shortened(one.body)}`;
        try {
          judge(answer, `DECK_SEED=${seed}, case ${number}: ${sent}`);
        } catch (error) {
          wrong.push(error instanceof Error ? error.message : sent);
        }
        counted.set(answer.status, (counted.get(answer.status) ?? 0) + 1);
        // Ended, by this request or by time.
        if (answer.body.includes('"not-signed-in"') || one.method === "DELETE") sessions.delete(one.who);
      }
      const counts = [...counted].sort().map(([status, count]) => `${count} × ${status}`);
      console.info(`hostile input on ${database}: DECK_SEED=${seed}, ${cases.length} cases: ${counts.join(", ")}`);
      expect(wrong).toEqual([]);
      expect(await deck.posts()).toBe(0);
      const { statusCode } = await deck.app.inject({ url: "/api/session", headers: await deck.signIn("admin") });
      expect(statusCode).toBe(200);
    },
  );
});
