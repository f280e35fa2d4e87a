import type { Problem } from "@catalog-deck/contract";
import type { Fault, Operation } from "@catalog-deck/simulator";
import type { Answer } from "./answers.ts";
import type { Deck } from "./deck.ts";
import { clientTimes, giveClients, patient } from "./quick-client.ts";

type Spoiled = Omit<Fault, "operation">;

/** Two attempts: where the machine is so busy that a good answer comes late, the next one may be in time. */
const impatient = { timeouts: { connectMs: 120, headersMs: 160, bodyMs: 160 }, retry: { attempts: 2, baseDelayMs: 1 } };
const htmlPage = { body: "<!doctype html><title>Error</title>", contentType: "text/html" };

/** What can go wrong with any answer of Citrix's; those with a time in them are made from the clock's time. */
const faults = {
  "400": { kind: "status", status: 400 },
  "401": { kind: "status", status: 401 },
  "403": { kind: "status", status: 403 },
  "404": { kind: "status", status: 404 },
  "409": { kind: "status", status: 409 },
  "429": { kind: "status", status: 429 },
  "429, in seconds": { kind: "status", status: 429, retryAfter: "120" },
  "429, HTTP date": (now) => ({ kind: "status", status: 429, retryAfter: new Date(now + 120_000).toUTCString() }),
  "429, RFC 3339 date": (now) => ({ kind: "status", status: 429, retryAfter: new Date(now + 120_000).toISOString() }),
  "500": { kind: "status", status: 500 },
  "503": { kind: "status", status: 503 },
  "503, in seconds": { kind: "status", status: 503, retryAfter: "120" },
  "503, HTTP date": (now) => ({ kind: "status", status: 503, retryAfter: new Date(now + 120_000).toUTCString() }),
  "503, RFC 3339 date": (now) => ({ kind: "status", status: 503, retryAfter: new Date(now + 120_000).toISOString() }),
  "502 with an HTML page": { kind: "status", status: 502, ...htmlPage },
  "a redirect": { kind: "status", status: 307, location: "http://127.0.0.2:9/" },
  "no answer in time": { kind: "delay", delayMs: 60_000 },
  "a head that drips": { kind: "dripHead", delayMs: 20 },
  "a body that drips": { kind: "dripBody", delayMs: 20 },
  "broken before": { kind: "breakBefore" },
  "broken after": { kind: "breakAfter" },
  "broken midway": { kind: "breakMidway" },
  "cut JSON": { kind: "truncated" },
  "no JSON": { kind: "unreadable" },
  "an HTML page": { kind: "unreadable", ...htmlPage },
  "nothing but null": { kind: "unreadable", body: "null" },
  "an unknown encoding": { kind: "encoding", encoding: "unknown" },
} satisfies Record<string, Spoiled | ((now: number) => Spoiled)>;

export type FaultName = keyof typeof faults;

export const faultNames = Object.keys(faults) as FaultName[];

const rateLimited = "503 citrix-rate-limited";
const unavailable = "503 citrix-unavailable";
const timedOut = "504 citrix-timed-out";
const unreadable = "502 citrix-unreadable";

const oddWarnings = [null, "x", {}, { isError: true }];

/** What may be odd about any answer of Citrix's and hinders nothing. */
export const oddities = {
  "ids in another case": { kind: "idCase", spelling: "mixed", seed: 1 },
  gzip: { kind: "encoding", encoding: "gzip" },
  br: { kind: "encoding", encoding: "br" },
  "zlib's deflate": { kind: "encoding", encoding: "deflate" },
  "bare deflate": { kind: "encoding", encoding: "raw-deflate" },
  "optional parts of other types": { kind: "odd", fields: { warnings: oddWarnings, extraInfo: {}, statusMessage: 7 } },
} satisfies Record<string, Spoiled>;

/** What a person sees when a reading fails that there is nothing else to show for. */
export const seenWhenReading: Record<FaultName, string> = {
  "400": "502 citrix-refused",
  "401": "502 citrix-unauthorised",
  "403": "502 citrix-forbidden",
  "404": "404 citrix-not-found",
  "409": "409 citrix-conflict",
  "429": rateLimited,
  "429, in seconds": `${rateLimited} in 2 min`,
  "429, HTTP date": `${rateLimited} in 2 min`,
  "429, RFC 3339 date": `${rateLimited} in 2 min`,
  "500": unavailable,
  "503": unavailable,
  "503, in seconds": `${unavailable} in 2 min`,
  "503, HTTP date": `${unavailable} in 2 min`,
  "503, RFC 3339 date": `${unavailable} in 2 min`,
  "502 with an HTML page": unavailable,
  "a redirect": unreadable,
  "no answer in time": timedOut,
  "a head that drips": timedOut,
  "a body that drips": timedOut,
  "broken before": unavailable,
  "broken after": unavailable,
  "broken midway": unavailable,
  "cut JSON": unreadable,
  "no JSON": unreadable,
  "an HTML page": unreadable,
  "nothing but null": unreadable,
  "an unknown encoding": unreadable,
};

/** The same without a token: a refusal of the trust service is about the credentials, whatever its status. */
export const seenWithoutToken: Record<FaultName, string> = {
  ...seenWhenReading,
  "400": "502 citrix-unauthorised",
  "404": "502 citrix-unauthorised",
  "409": "502 citrix-unauthorised",
};

/** The problem code and the wait of whole minutes that Citrix asked for; the seconds that Catalog Deck waits itself are left out. */
export function whatIsSeen(answer: Answer): string {
  const { code, state } = answer.json<Partial<Problem> & { state?: string }>();
  const minutes = Math.round(Number(answer.headers["retry-after"] ?? 0) / 60);
  return `${answer.statusCode} ${state ?? code}${minutes === 0 ? "" : ` in ${minutes} min`}`;
}

/** Starts the server again, so that it needs a token and the site before it can read anything. */
export async function restart(deck: Deck): Promise<void> {
  await deck.stop();
  await deck.start();
}

/** Switches a fault on for an operation. Where it is about time the server starts again, and then soon loses patience. */
export async function switchOn(deck: Deck, operation: Operation, fault: FaultName | Spoiled): Promise<void> {
  const known: Spoiled | ((now: number) => Spoiled) = typeof fault === "string" ? faults[fault] : fault;
  const made = typeof known === "function" ? known(deck.clock.now().getTime()) : known;
  if (isSlow(made)) {
    giveClients(impatient);
    await restart(deck);
  }
  await deck.control.setFault({ operation, ...made });
}

/** Switches the faults off, and gives the server its own times back. */
export async function switchOff(deck: Deck): Promise<void> {
  await deck.control.clearFaults();
  if (clientTimes().timeouts === undefined) return;
  giveClients(patient);
  await restart(deck);
}

function isSlow({ kind }: Spoiled): boolean {
  return kind === "delay" || kind === "dripHead" || kind === "dripBody";
}
