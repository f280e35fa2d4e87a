import { once } from "node:events";
import { type ClientRequest, request } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { ImageUpdate, ImageUpdateList, ImageUpdateRequest, Problem } from "@catalog-deck/contract";
import { expect, onTestFinished, test, vi } from "vitest";
import { buildApp } from "../app.ts";
import { problemOf } from "../testing/answers.ts";
import {
  type Deck,
  type DeckOptions,
  type PersonHeaders,
  readyToUpdate,
  startDeck,
  temporaryStore,
} from "../testing/deck.ts";
import { eventually } from "../testing/eventually.ts";
import { loggerOfTest } from "../testing/logged-lines.ts";
import { openSqlite } from "../testing/sqlite.ts";

interface Browser {
  /** Sends a whole request and waits for its answer. */
  send: (key: string, change?: Partial<ImageUpdateRequest>) => Promise<{ status: number; body: string }>;
  /** Opens a request without sending its body. */
  open: (key: string) => { outgoing: ClientRequest; payload: string };
}

/** A server that listens, with a catalog that may be updated and browsers' real connections to it. */
async function listeningDeck(options: DeckOptions = {}) {
  const deck = await startDeck({ fleet: { catalogs: 4, images: 8 }, ...options });
  const person = await deck.signIn("admin");
  const { catalog, body } = await readyToUpdate(deck, person);
  await deck.app.listen({ host: "127.0.0.1", port: 0 });
  const port = portOf(deck.app.server.address());
  return { deck, person, catalog, body, ...browserOn(port, person, catalog.id, body) };
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === "string") throw new Error("the server does not listen");
  return address.port;
}

function browserOn(port: number, person: PersonHeaders, catalogId: string, body: ImageUpdateRequest): Browser {
  const open = (key: string, change: Partial<ImageUpdateRequest> = {}) => {
    const payload = JSON.stringify({ ...body, ...change });
    const headers = {
      ...person,
      "idempotency-key": key,
      "content-type": "application/json",
      "content-length": Buffer.byteLength(payload),
    };
    const path = `/api/connections/default/catalogs/${catalogId}/image-updates`;
    // A connection of its own, as another tab has.
    const outgoing = request({ host: "127.0.0.1", port, path, method: "POST", headers, agent: false });
    outgoing.on("error", () => undefined);
    return { outgoing, payload };
  };
  const send = async (key: string, change: Partial<ImageUpdateRequest> = {}) => {
    const { outgoing, payload } = open(key, change);
    outgoing.end(payload);
    const [incoming] = await once(outgoing, "response");
    return { status: incoming.statusCode as number, body: await text(incoming) };
  };
  return { open, send };
}

/** Waits until Citrix has received the request to start the update. */
async function atCitrix(deck: Deck): Promise<void> {
  await eventually(async () => expect(await deck.posts()).toBe(1));
}

async function updatesOf(deck: Deck): Promise<number> {
  return (await deck.store.selectFrom("image_updates").select("id").execute()).length;
}

test("twenty requests with one key, over twenty connections at once, are one POST and one answer", async () => {
  const { deck, send } = await listeningDeck();
  const answers = await Promise.all(Array.from({ length: 20 }, () => send("one-key")));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
  expect(new Set(answers.map(({ body }) => body)).size).toBe(1);
  expect([await deck.posts(), await updatesOf(deck)]).toEqual([1, 1]);
});

test("a double click is one POST, while the first is under way and after it", async () => {
  const { deck, send } = await listeningDeck();
  await deck.control.setFault({ operation: "startImageUpdate", kind: "delay", delayMs: 200, times: 1 });
  const first = send("one-key");
  await atCitrix(deck);
  const answers = [await send("one-key"), await first, await send("one-key")];
  expect(new Set(answers.map(({ status, body }) => `${status} ${body}`)).size).toBe(1);
  expect(answers[0]?.status).toBe(202);
  expect(await deck.posts()).toBe(1);
});

test.each(["at the same time", "one after the other"])("two tabs, %s, are one POST and one 409", async (when) => {
  const { deck, send } = await listeningDeck();
  const answers =
    when === "at the same time"
      ? await Promise.all([send("first-tab"), send("second-tab", { vdaUpdateDelay: 0 })])
      : [await send("first-tab"), await send("second-tab", { vdaUpdateDelay: 0 })];
  const [started, refused] = answers.toSorted((a, b) => a.status - b.status);
  expect([started?.status, refused?.status]).toEqual([202, 409]);
  const problem = JSON.parse(refused?.body ?? "") as Problem;
  expect(problem.code).toBe("catalog-busy");
  expect(await deck.posts()).toBe(1);
});

test("a connection that drops in the middle of the request has sent nothing, and the retry is the one POST", async () => {
  const { deck, open, send } = await listeningDeck();
  const { outgoing, payload } = open("one-key");
  outgoing.write(payload.slice(0, 20));
  await once(outgoing, "socket");
  await new Promise<void>((resolve) => outgoing.write(payload.slice(20, 40), () => resolve()));
  outgoing.destroy();
  expect((await send("one-key")).status).toBe(202);
  expect([await deck.posts(), await updatesOf(deck)]).toEqual([1, 1]);
});

test.each([
  ["while the first is still under way", false],
  ["when the first has long ended", true],
])("a connection that drops after the request was sent: the browser's retry %s is no second POST", async (_, ended) => {
  const { deck, person, open, send } = await listeningDeck();
  await deck.control.setFault({ operation: "startImageUpdate", kind: "delay", delayMs: 300, times: 1 });
  const { outgoing, payload } = open("one-key");
  outgoing.end(payload);
  await atCitrix(deck);
  outgoing.destroy();
  if (ended) {
    await expect
      .poll(async () => (await deck.store.selectFrom("image_updates").select("state").executeTakeFirst())?.state)
      .toBe("running");
    await deck.pass(5_000);
  }
  const retried = await send("one-key");
  expect(retried.status).toBe(202);
  const { id } = JSON.parse(retried.body) as ImageUpdate;
  expect(await deck.update(person, id)).toMatchObject({ state: "running" });
  expect([await deck.posts(), await updatesOf(deck)]).toEqual([1, 1]);
});

test("a retry at a server that started anew between intent and answer is no second POST", async () => {
  const { deck, person, catalog, body, open } = await listeningDeck();
  await deck.control.setFault({ operation: "startImageUpdate", kind: "delay", delayMs: 1_500, times: 1 });
  const { outgoing, payload } = open("one-key");
  outgoing.end(payload);
  await atCitrix(deck);
  outgoing.destroy();
  // The first process hangs in its request; a second one starts on the same database and takes over.
  const app = await buildApp({ config: deck.config, store: deck.store, clock: deck.clock });
  onTestFinished(() => app.close());
  await app.listen({ host: "127.0.0.1", port: 0 });
  const restarted = browserOn(portOf(app.server.address()), person, catalog.id, body);
  const retried = await restarted.send("one-key");
  expect(retried.status).toBe(202);
  expect((await restarted.send("another-key")).status).toBe(409);
  await deck.pass(5_000);
  const { id } = JSON.parse(retried.body) as ImageUpdate;
  expect(["submitting", "unknown", "running"]).toContain((await deck.update(person, id)).state);
  expect([await deck.posts(), await updatesOf(deck)]).toEqual([1, 1]);
});

test("while a request is under way its key is good for nothing else, and another account's same key is another key", async () => {
  const { deck, person, catalog, body } = await listeningDeck();
  await deck.control.setFault({ operation: "startImageUpdate", kind: "hold", times: 1 });
  const first = deck.startUpdate(person, catalog.id, body);
  await atCitrix(deck);
  const other = await deck.startUpdate(person, catalog.id, { ...body, vdaUpdateDelay: 30 });
  expect(problemOf(other)).toMatchObject({ status: 422, code: "idempotency-key-reused" });
  const colleagues = await deck.startUpdate(await deck.signIn("second admin"), catalog.id, body);
  expect(problemOf(colleagues)).toMatchObject({ status: 409, code: "catalog-busy" });
  await deck.control.clearFaults();
  expect((await first).statusCode).toBe(202);
  expect(await deck.posts()).toBe(1);
});

test("a server that is told to end waits for the answer to what it has sent, and records it", async () => {
  const { deck, person, catalog, body } = await listeningDeck();
  await deck.control.setFault({ operation: "startImageUpdate", kind: "hold", times: 1 });
  const asked = deck.startUpdate(person, catalog.id, body);
  await atCitrix(deck);
  const { updateWatcher } = deck.app;
  const { store } = deck;
  const stopWatcher = updateWatcher.stop.bind(updateWatcher);
  const recorded = vi.fn();
  vi.spyOn(updateWatcher, "stop").mockImplementation(async () => {
    recorded(await store.selectFrom("image_updates").select("state").execute());
    await stopWatcher();
  });
  const stopped = deck.stop();
  await deck.control.clearFaults();
  await stopped;
  expect(recorded.mock.calls).toEqual([[[{ state: "running" }]]]);
  const { id } = (await asked).json<ImageUpdate>();
  await deck.start();
  expect(await deck.update(person, id)).toMatchObject({ state: "running" });
});

/** Another instance on the same database, and how it is asked to start the update. */
async function anotherInstance(deck: Deck, person: PersonHeaders, catalogId: string, store = deck.store) {
  const app = await buildApp({ config: deck.config, store, clock: deck.clock });
  onTestFinished(() => app.close());
  return (payload: ImageUpdateRequest, key = "key-of-this-test") =>
    app.inject({
      method: "POST",
      url: `/api/connections/default/catalogs/${catalogId}/image-updates`,
      headers: { ...person, "idempotency-key": key },
      payload,
    });
}

test("a request that another instance was faster with gets that one's answer, and its key is refused for anything else", async () => {
  const { deck, person, catalog, body } = await listeningDeck();
  const startThere = await anotherInstance(deck, person, catalog.id);
  const startElsewhere = await anotherInstance(deck, person, catalog.id);
  await deck.control.setFault({ operation: "getCatalog", kind: "hold", times: 2 });
  const slower = [startThere(body), startElsewhere({ ...body, vdaUpdateDelay: 30 })];
  await eventually(async () => expect(await deck.control.log({ operation: "getCatalog" })).toHaveLength(2));
  const first = await deck.startUpdate(person, catalog.id, body);
  await deck.control.clearFaults();
  const [same, other] = await Promise.all(slower);
  expect([first.statusCode, same?.statusCode, other?.statusCode]).toEqual([202, 202, 422]);
  expect(same?.body).toBe(first.body);
  expect(other?.json()).toMatchObject({ code: "idempotency-key-reused" });
  expect(await deck.posts()).toBe(1);
});

test.each<[string, string, Partial<ImageUpdateRequest>, number, Partial<Problem>]>([
  ["the same request", "key-of-this-test", {}, 202, {}],
  ["another request with its key", "key-of-this-test", { vdaUpdateDelay: 30 }, 422, { code: "idempotency-key-reused" }],
  ["another request", "another-key", {}, 409, { code: "catalog-busy" }],
])(
  "of two instances that have both found the catalog at rest one sends: the other, with %s, is told so",
  async (_, key, change, status, problem) => {
    const { deck, person, catalog, body } = await listeningDeck();
    const ownStore = await openSqlite(join(deck.config.dataDir, "deck.sqlite"));
    onTestFinished(() => ownStore.destroy());
    // What the slower one has found is held back until the other has sent.
    const gate = Promise.withResolvers<void>();
    const lookups = new Set<unknown>();
    const startThere = await anotherInstance(
      deck,
      person,
      catalog.id,
      ownStore.withPlugin({
        transformQuery: ({ node, queryId }) => {
          if (JSON.stringify(node).includes("blocks_catalog")) lookups.add(queryId);
          return node;
        },
        transformResult: async ({ result, queryId }) => {
          if (lookups.has(queryId)) await gate.promise;
          return result;
        },
      }),
    );
    lookups.clear();
    const slower = startThere({ ...body, ...change }, key);
    await eventually(() => expect(lookups.size).toBe(1));
    const first = await deck.startUpdate(person, catalog.id, body);
    expect(first.statusCode).toBe(202);
    gate.resolve();
    const answer = await slower;
    expect(answer.statusCode, answer.body).toBe(status);
    if (status === 202) expect(answer.body).toBe(first.body);
    else expect(problemOf(answer)).toMatchObject(problem);
    if (status === 409) expect(problemOf(answer).detail).toContain(catalog.name);
    expect([await deck.posts(), await updatesOf(deck)]).toEqual([1, 1]);
  },
);

test("of instances on one database the second waits for the answer that the first is getting", async () => {
  const deck = await startDeck({
    config: { database: { kind: "postgres", url: "postgres://shared/deck" } },
    store: await temporaryStore(),
  });
  const person = await deck.signIn("admin");
  const { catalog, body } = await readyToUpdate(deck, person);
  let looks = 0;
  const store = deck.store.withPlugin({
    transformQuery: ({ node }) => {
      if (JSON.stringify(node).includes("idempotency_keys")) looks += 1;
      return node;
    },
    transformResult: async ({ result }) => result,
  });
  const startThere = await anotherInstance(deck, person, catalog.id, store);
  await deck.control.setFault({ operation: "startImageUpdate", kind: "hold", times: 1 });
  const first = deck.startUpdate(person, catalog.id, body);
  await atCitrix(deck);
  const second = startThere(body);
  await eventually(() => expect(looks).toBeGreaterThan(2));
  await deck.control.clearFaults();
  const [here, there] = await Promise.all([first, second]);
  expect(there.json()).toMatchObject({ state: "running" });
  expect(there.body).toBe(here.body);
  expect(await deck.posts()).toBe(1);
});

test("an answer that a process takes late, after standing still, does not undo what was seen of the update", async () => {
  const { logger, warnings } = loggerOfTest();
  const { deck, person, catalog, body } = await listeningDeck({ logger });
  await deck.control.setFault({ operation: "startImageUpdate", kind: "delay", delayMs: 6_000, times: 1 });
  const late = deck.startUpdate(person, catalog.id, body);
  await atCitrix(deck);
  // As for another instance: by its clock nobody can be sending any more, and the update has run to its end.
  await deck.pass(185_000);
  await deck.pass(60_000);
  const [seen] = (await deck.get("image-updates", person)).json<ImageUpdateList>().items;
  expect(seen).toMatchObject({ state: "succeeded" });
  expect((await late).statusCode).toBe(202);
  const after = await deck.update(person, seen?.id ?? "");
  expect(after).toMatchObject({ state: "succeeded", percent: 100 });
  expect(after.timeline?.at(-1)).toMatchObject({ state: "succeeded" });
  const msg = "an outcome arrived later than what the catalog had shown";
  expect(warnings()).toContainEqual(expect.objectContaining({ updateId: seen?.id, outcome: "running", msg }));
  expect([await deck.posts(), await updatesOf(deck)]).toEqual([1, 1]);
});
