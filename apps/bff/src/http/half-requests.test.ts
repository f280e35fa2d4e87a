import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Deck, openDeck, type PersonHeaders, testPassword } from "../testing/deck.ts";
import { eventually } from "../testing/eventually.ts";
import { sendRaw } from "../testing/raw-request.ts";

const host = "Host: 127.0.0.1\r\n";
const credentials = JSON.stringify({ username: "admin", password: testPassword });
const signInHead =
  `POST /api/session HTTP/1.1\r\n${host}Content-Type: application/json\r\n` +
  `Content-Length: ${Buffer.byteLength(credentials)}\r\nConnection: close\r\n\r\n`;
/** What the server leaves open of them, and what the test opens: as many as shut everyone out before. */
const halfAtMost = 1_000;
const opened = 1_100;

let deck: Deck;
let address: string;
let admin: PersonHeaders;
beforeAll(async () => {
  deck = await openDeck();
  address = await deck.app.listen({ port: 0, host: "127.0.0.1" });
  admin = await deck.signIn("admin");
});
afterAll(() => deck.close());

interface Opened {
  socket: Socket;
  answer: string;
  closed: boolean;
}

/** Opens a connection, sends the text, and collects what comes back. */
async function open(text: string): Promise<Opened> {
  const { port } = new URL(address);
  const socket = connect(Number(port), "127.0.0.1");
  const one: Opened = { socket, answer: "", closed: false };
  socket.setEncoding("utf8").on("data", (chunk: string) => {
    one.answer += chunk;
  });
  socket.on("error", () => socket.destroy());
  socket.on("close", () => {
    one.closed = true;
  });
  await once(socket, "connect");
  socket.write(text);
  return one;
}

async function openMany(count: number, text: string): Promise<Opened[]> {
  const all: Opened[] = [];
  while (all.length < count) all.push(...(await Promise.all(Array.from({ length: 100 }, () => open(text)))));
  return all;
}

async function timed(path: string): Promise<{ status: number; ms: number }> {
  const askedAt = performance.now();
  const answer = await fetch(`${address}${path}`, { headers: admin });
  await answer.arrayBuffer();
  return { status: answer.status, ms: performance.now() - askedAt };
}

describe.each([
  { what: "half bodies", text: `${signInHead}{` },
  { what: "half heads", text: `GET / HTTP/1.1\r\n${host}a: b` },
  {
    what: "half bodies in chunks",
    text: `POST /api/session HTTP/1.1\r\n${host}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n`,
  },
  { what: "connections that say nothing", text: "" },
])("with 1,100 $what open", ({ what, text }) => {
  test("a signed-in person's page answers within a second, whole requests are taken, and the oldest are closed", async () => {
    const half = await openMany(opened, text);
    const pages = [];
    for (let turn = 0; turn < 3; turn += 1) pages.push(await timed("/api/connections/default/catalogs"));
    const signIn = await sendRaw(address, signInHead + credentials);
    // Other tests run beside: the shortest tells what the open connections cost.
    const leastMs = Math.min(...pages.map(({ ms }) => ms));
    console.info(`${opened} ${what}: the list of catalogs was there after ${Math.round(leastMs)} ms`);
    expect(pages.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(leastMs).toBeLessThan(1_000);
    expect(signIn.status).toBe(200);
    const oldest = half.slice(0, opened - halfAtMost);
    await eventually(() => expect(oldest.filter(({ closed }) => !closed)).toEqual([]));
    for (const { answer } of oldest) expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    // Some may have had to make room for connections that had just been opened for the questions above.
    for (const { answer } of half.slice(opened - halfAtMost + 10)) expect(answer).toBe("");
    for (const { socket } of half) socket.destroy();
  });
});

test("a request whose body comes later is answered when it is whole", async () => {
  const half = await openMany(opened, `${signInHead}{`);
  const slow = half.at(-1);
  await timed("/api/connections/default/catalogs");
  slow?.socket.write(credentials.slice(1));
  await eventually(() => expect(slow?.answer).toMatch(/^HTTP\/1\.1 200 /));
  for (const { socket } of half) socket.destroy();
});
