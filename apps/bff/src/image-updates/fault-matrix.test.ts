import type { ImageUpdate, Problem } from "@catalog-deck/contract";
import type { Operation } from "@catalog-deck/simulator";
import type { LightMyRequestResponse } from "fastify";
import { describe, expect, test, vi } from "vitest";
import { type Deck, type Person, readyToUpdate, startDeck } from "../testing/deck.ts";

/** What the client is given instead of its own times, so that no test waits for long. */
const clientSettings = vi.hoisted(() => ({ timeouts: {}, retry: { baseDelayMs: 1 } }));

vi.mock(import("@catalog-deck/catalogservice"), async (importOriginal) => {
  const original = await importOriginal();
  class QuickClient extends original.CatalogServiceClient {
    constructor(options: ConstructorParameters<typeof original.CatalogServiceClient>[0]) {
      super({ ...options, ...clientSettings });
    }
  }
  return { ...original, CatalogServiceClient: QuickClient };
});

// A busy machine may take longer over a cell than the usual 5 s.
vi.setConfig({ testTimeout: 20_000 });

const timeoutMs = 250;
const htmlPage = "<!doctype html><title>Error</title>";
const ended = ["succeeded", "rolledBack", "failed", "rejected"];

type Fault = Omit<Parameters<Deck["control"]["setFault"]>[0], "operation">;

/** The faults; those with a time in them are made from the clock's time. */
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
  "502 with an HTML page": { kind: "status", status: 502, body: htmlPage },
  "no answer in time": { kind: "delay", delayMs: 60_000 },
  "broken before": { kind: "breakBefore" },
  "broken after": { kind: "breakAfter" },
  "broken midway": { kind: "breakMidway" },
  "cut JSON": { kind: "unreadable" },
  "an HTML page": { kind: "unreadable", body: htmlPage },
} satisfies Record<string, Fault | ((now: number) => Fault)>;
type FaultName = keyof typeof faults;
const faultNames = Object.keys(faults) as FaultName[];

/** What the person sees when a reading that has to come before an update fails. */
const seenWhenReading: Record<FaultName, string> = {
  "400": "502 citrix-refused",
  "401": "502 citrix-unauthorised",
  "403": "502 citrix-forbidden",
  "404": "404 citrix-not-found",
  "409": "409 citrix-conflict",
  "429": "503 citrix-rate-limited",
  "429, in seconds": "503 citrix-rate-limited in 2 min",
  "429, HTTP date": "503 citrix-rate-limited in 2 min",
  "429, RFC 3339 date": "503 citrix-rate-limited in 2 min",
  "500": "503 citrix-unavailable",
  "503": "503 citrix-unavailable",
  "503, in seconds": "503 citrix-unavailable in 2 min",
  "502 with an HTML page": "503 citrix-unavailable",
  "no answer in time": "504 citrix-timed-out",
  "broken before": "503 citrix-unavailable",
  "broken after": "503 citrix-unavailable",
  "broken midway": "503 citrix-unavailable",
  "cut JSON": "502 citrix-unreadable",
  "an HTML page": "502 citrix-unreadable",
};

/** A refusal of the trust service is about the credentials, whatever its status. */
const seenWithoutToken: Record<FaultName, string> = {
  ...seenWhenReading,
  "400": "502 citrix-unauthorised",
  "404": "502 citrix-unauthorised",
  "409": "502 citrix-unauthorised",
};

/** What the person sees and how the update ends when the request itself meets the fault. */
const seenWhenSending: Record<FaultName, [sees: string, ends: string]> = {
  "400": ["502 citrix-refused", "rejected"],
  "401": ["502 citrix-unauthorised", "rejected"],
  "403": ["502 citrix-forbidden", "rejected"],
  "404": ["404 citrix-not-found", "rejected"],
  "409": ["409 citrix-conflict", "rejected"],
  "429": ["503 citrix-rate-limited", "rejected"],
  "429, in seconds": ["503 citrix-rate-limited in 2 min", "rejected"],
  "429, HTTP date": ["503 citrix-rate-limited in 2 min", "rejected"],
  "429, RFC 3339 date": ["503 citrix-rate-limited in 2 min", "rejected"],
  "500": ["202 unknown", "rejected"],
  "503": ["202 unknown", "rejected"],
  "503, in seconds": ["202 unknown", "rejected"],
  "502 with an HTML page": ["202 unknown", "rejected"],
  "no answer in time": ["202 unknown", "succeeded"],
  "broken before": ["202 unknown", "rejected"],
  "broken after": ["202 unknown", "succeeded"],
  // The status alone says that Citrix has accepted it.
  "broken midway": ["202 running", "succeeded"],
  "cut JSON": ["202 running", "succeeded"],
  "an HTML page": ["202 running", "succeeded"],
};

async function deckWithAdmin() {
  const deck = await startDeck({ fleet: { catalogs: 4, images: 8 } });
  const admin = await deck.signIn("admin");
  return { deck, admin, ...(await readyToUpdate(deck, admin)) };
}

/** Starts the server again, so that it needs a token and the site first, and switches the fault on. */
async function switchOn(deck: Deck, operation: Operation, fault: FaultName | Fault): Promise<void> {
  clientSettings.timeouts = fault === "no answer in time" ? { connectMs: timeoutMs, headersMs: timeoutMs } : {};
  await deck.stop();
  await deck.start();
  const known = typeof fault === "string" ? madeNow(faults[fault], deck) : fault;
  await deck.control.setFault({ operation, ...known });
}

function madeNow(fault: Fault | ((now: number) => Fault), deck: Deck): Fault {
  return typeof fault === "function" ? fault(deck.clock.now().getTime()) : fault;
}

/** Switches the fault off, and gives the client its own times back. */
async function switchOff(deck: Deck): Promise<void> {
  await deck.control.clearFaults();
  if (Object.keys(clientSettings.timeouts).length === 0) return;
  clientSettings.timeouts = {};
  await deck.stop();
  await deck.start();
}

/** The wait that Citrix asked for, in minutes; the seconds that Catalog Deck itself waits are left out. */
function whatIsSeen(answer: LightMyRequestResponse): string {
  const { code, state } = answer.json<Problem & { state?: string }>();
  const waitMinutes = Math.round(Number(answer.headers["retry-after"] ?? 0) / 60);
  return `${answer.statusCode} ${state ?? code}${waitMinutes === 0 ? "" : ` in ${waitMinutes} min`}`;
}

async function imageAtCitrix(deck: Deck, catalogId: string): Promise<unknown> {
  const catalog = (await deck.control.catalogs()).find(({ id }) => id === catalogId);
  return catalog?.state === "Active" ? catalog.imageId : catalog?.state;
}

/** Steps the clocks until the update has ended: half an hour at most, and never in success without the image. */
async function endOf(deck: Deck, person: Person, id: string): Promise<ImageUpdate> {
  for (let step = 0; step < 60; step += 1) {
    await deck.pass(30_000);
    const update = await deck.update(person, id);
    if (!ended.includes(update.state)) continue;
    if (update.state === "succeeded") expect(await imageAtCitrix(deck, update.catalogId)).toBe(update.toImage.id);
    return update;
  }
  throw new Error(`half an hour has passed and the update is ${(await deck.update(person, id)).state}`);
}

async function updatesListed(deck: Deck, person: Person): Promise<ImageUpdate[]> {
  return (await deck.get("image-updates", person)).json<{ items: ImageUpdate[] }>().items;
}

const neededFirst = ["token", "listSites", "getCatalog", "listImages"] as const;

describe.each(neededFirst)("an update that is started while %s fails", (operation) => {
  const seen = operation === "token" ? seenWithoutToken : seenWhenReading;

  test.each(faultNames)("with %s is not sent, and can be once that is over", async (name) => {
    const { deck, admin, catalog, body } = await deckWithAdmin();
    await switchOn(deck, operation, name);
    expect(whatIsSeen(await deck.startUpdate(admin, catalog.id, body))).toBe(seen[name]);
    expect(await deck.posts()).toBe(0);
    expect(await updatesListed(deck, admin)).toEqual([]);

    await switchOff(deck);
    await deck.pass(121_000);
    const answer = await deck.startUpdate(admin, catalog.id, body);
    expect(whatIsSeen(answer)).toBe("202 running");
    expect(await endOf(deck, admin, answer.json<ImageUpdate>().id)).toMatchObject({ state: "succeeded" });
    expect(await deck.posts()).toBe(1);
  });
});

describe("an update whose request meets a fault", () => {
  const lies: [name: string, fault: Fault, sees: string, ends: string][] = [
    ["202 without location", { kind: "location" }, "202 running", "succeeded"],
    ["a location on another host", { kind: "location", location: "http://127.0.0.2:9/" }, "202 running", "succeeded"],
    ["another catalog's location", { kind: "location", location: "../other/updateStatus" }, "202 running", "succeeded"],
    ["202 to what was never begun", { kind: "status", status: 202 }, "202 running", "failed"],
    ["200 with a proxy's page", { kind: "status", status: 200, body: htmlPage }, "202 running", "failed"],
    ["a redirect", { kind: "status", status: 302 }, "202 unknown", "rejected"],
  ];
  const rows = faultNames.map((name) => [name, undefined, ...seenWhenSending[name]] as const);

  test.each([...rows, ...lies])("%s: it is sent once, and its end is the truth", async (name, lie, sees, ends) => {
    const { deck, admin, catalog, body } = await deckWithAdmin();
    await switchOn(deck, "startImageUpdate", lie ?? (name as FaultName));
    const answer = await deck.startUpdate(admin, catalog.id, body);
    expect(whatIsSeen(answer)).toBe(sees);
    // Only a 401, with which Citrix says that it has done nothing, is answered with another token and the same id.
    const posts = name === "401" ? 2 : 1;
    expect(await deck.posts()).toBe(posts);
    const sent = await deck.control.log({ operation: "startImageUpdate" });
    expect(new Set(sent.map(({ transactionId }) => transactionId)).size).toBe(1);

    await switchOff(deck);
    expect(whatIsSeen(await deck.startUpdate(admin, catalog.id, body))).toBe(sees);
    const [update, ...others] = await updatesListed(deck, admin);
    expect(others).toEqual([]);
    expect(await endOf(deck, admin, update?.id ?? "")).toMatchObject({ state: ends });
    expect(await imageAtCitrix(deck, catalog.id)).toBe(ends === "succeeded" ? body.imageId : body.expectedImageId);
    expect(await deck.posts()).toBe(posts);

    // Whatever it was, once Citrix may be asked again it does not stand in the way of the next one.
    await deck.pass(121_000);
    const next = { ...body, imageId: body.expectedImageId, expectedImageId: body.imageId };
    const again = await deck.startUpdate(admin, catalog.id, ends === "succeeded" ? next : body, "the-next-update");
    expect(whatIsSeen(again)).toBe("202 running");
    expect(await deck.posts()).toBe(posts + 1);
  });
});

/** Whoever it was that Citrix told to wait: nobody on the connection asks before that time. */
const askToWait: readonly FaultName[] = ["429, in seconds", "429, HTTP date", "429, RFC 3339 date", "503, in seconds"];
/** Without these a watched update cannot be read; the others tell no more than trifles. */
const neededToWatch: readonly Operation[] = ["token", "listSites", "getCatalog"];
const trifles: readonly FaultName[] = ["404", "429, in seconds", "503", "broken midway", "cut JSON"];
const watched = (["token", "getCatalog", "getUpdateStatus", "listSites", "listCatalogs", "getImage"] as const).flatMap(
  (operation, place) => (place < 3 ? faultNames : trifles).map((name) => [operation, name] as const),
);

describe("an update that is watched", () => {
  test.each(watched)("while %s fails with %s stays as it was seen, and ends as at Citrix", async (operation, name) => {
    const { deck, admin, catalog, body } = await deckWithAdmin();
    const { id } = (await deck.startUpdate(admin, catalog.id, body)).json<ImageUpdate>();
    await switchOn(deck, operation, name);
    const seen = async () => whatIsSeen(await deck.get(`image-updates/${id}`, admin));
    await deck.pass(10_000);
    expect(await seen()).toBe("200 running");
    await deck.pass(100_000);
    // A catalog that is said not to be there is looked for in the list.
    const blind =
      (neededToWatch.includes(operation) && !(operation === "getCatalog" && name === "404")) ||
      (operation === "getUpdateStatus" && askToWait.includes(name));
    expect(await seen()).toBe(blind ? "200 running" : "200 succeeded");

    await switchOff(deck);
    if (blind) expect(await endOf(deck, admin, id)).toMatchObject({ state: "succeeded" });
    expect(await imageAtCitrix(deck, catalog.id)).toBe(body.imageId);
    expect(await deck.posts()).toBe(1);
  });
});
