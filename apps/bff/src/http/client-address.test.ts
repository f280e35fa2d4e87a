import { PassThrough } from "node:stream";
import Fastify from "fastify";
import { pino } from "pino";
import { expect, onTestFinished, test } from "vitest";
import { type DeckOptions, startDeck } from "../testing/deck.ts";
import { eventually } from "../testing/eventually.ts";
import { readClientAddress } from "./client-address.ts";

const trusted = ["127.0.0.0/8", "10.0.0.0/8", "2001:db8:1::/48"];

/** The address that a request counts as coming from; it is sent by 127.0.0.1. */
async function addressSeen(headers: Record<string, string>, trustProxy = trusted): Promise<string> {
  const app = Fastify({ trustProxy });
  onTestFinished(() => app.close());
  await app.register(readClientAddress);
  app.get("/", async ({ ip }) => ip);
  return (await app.inject({ url: "/", headers })).body;
}

test.each([
  ["an address", "203.0.113.7", "203.0.113.7"],
  ["an address with a port, as Azure's Application Gateway writes it", "203.0.113.7:51000", "203.0.113.7"],
  ["an IPv6 address", "2001:db8::9", "2001:db8::9"],
  ["an IPv6 address in brackets", "[2001:db8::9]", "2001:db8::9"],
  ["an IPv6 address with a port", "[2001:DB8:0::9]:51000", "2001:db8::9"],
  ["an IPv4 address written as IPv6", "::ffff:203.0.113.7", "203.0.113.7"],
  ["the same with a port", "[::ffff:203.0.113.7]:80", "203.0.113.7"],
  ["an address with a zone", "fe80::1%eth0", "fe80::1"],
  ["two proxies, with ports", "203.0.113.7:51000, 10.1.2.3:443", "203.0.113.7"],
  ["an address made up before the real one", "198.51.100.1, 203.0.113.7:51000", "203.0.113.7"],
  ["an IPv6 proxy with a port", "203.0.113.7:1, [2001:db8:1::5]:443", "203.0.113.7"],
  ["no address before a proxy", "unknown, 10.1.2.3", "10.1.2.3"],
  ["an address before one that is none", "203.0.113.7, unknown", "127.0.0.1"],
  ["an address before an empty one", "203.0.113.7, ", "127.0.0.1"],
  ["a name", "proxy.example", "127.0.0.1"],
  ["an obfuscated name", "_hidden:8080", "127.0.0.1"],
  ["a port alone", ":51000", "127.0.0.1"],
  ["an address in octal", "0313.0.0161.7", "127.0.0.1"],
  ["an address of one number", "3405803783", "127.0.0.1"],
  ["a port that is none", "203.0.113.7:port", "127.0.0.1"],
  ["nothing", "", "127.0.0.1"],
])("%s in X-Forwarded-For of a trusted proxy counts as it should", async (_what, header, seen) => {
  expect(await addressSeen({ "x-forwarded-for": header })).toBe(seen);
});

test("nothing else than X-Forwarded-For is believed, and that from nobody else", async () => {
  const others = { forwarded: "for=203.0.113.7", "x-real-ip": "203.0.113.7", "x-client-ip": "203.0.113.7" };
  expect(await addressSeen(others)).toBe("127.0.0.1");
  expect(await addressSeen({ "x-forwarded-for": "203.0.113.7" }, ["10.0.0.0/8"])).toBe("127.0.0.1");
});

test.each<{ who: string; config: DeckOptions["config"]; headers: Record<string, string>; lines: number }>([
  { who: "a proxy, without TRUSTED_PROXIES,", config: {}, headers: { "x-forwarded-for": "203.0.113.7" }, lines: 1 },
  {
    who: "a proxy that TRUSTED_PROXIES does not name",
    config: { trustedProxies: ["10.0.0.0/8"] },
    headers: { "x-forwarded-for": "203.0.113.7" },
    lines: 1,
  },
  {
    who: "a trusted proxy",
    config: { trustedProxies: ["127.0.0.1"] },
    headers: { "x-forwarded-for": "unknown" },
    lines: 0,
  },
  { who: "a browser", config: {}, headers: {}, lines: 0 },
])("$who that forwards is named $lines times in the log", async ({ config = {}, headers, lines }) => {
  const stream = new PassThrough({ encoding: "utf8" });
  let logged = "";
  stream.on("data", (text: string) => {
    logged += text;
  });
  const deck = await startDeck({ config, logger: pino({ level: "info" }, stream) });
  for (let count = 0; count < 3; count += 1) await deck.app.inject({ url: "/healthz", headers });
  deck.app.log.info("the end");
  await eventually(() => expect(logged).toContain("the end"));
  const warnings = logged.split("\n").filter((line) => line.includes("TRUSTED_PROXIES"));
  expect(warnings).toHaveLength(lines);
  for (const line of warnings)
    expect(JSON.parse(line)).toMatchObject({ level: 40, "network.peer.address": "127.0.0.1" });
});
