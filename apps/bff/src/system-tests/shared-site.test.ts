import { Writable } from "node:stream";
import type { AuditEntry, CatalogList, ImageUpdate, ImageUpdateList, UpdateDurations } from "@catalog-deck/contract";
import { pino } from "pino";
import { expect, test } from "vitest";
import type { ConnectionConfig } from "../config/config.ts";
import type { VisibleTo } from "../config/connections.ts";
import { type Deck, type DeckOptions, type PersonHeaders, readyToUpdate, startDeck } from "../testing/deck.ts";
import { eventually } from "../testing/eventually.ts";

/** One site, to which two teams have a connection each; `west` names the site, `default` takes the first. */
async function sharedDeck(options: DeckOptions = {}, visibleTo?: VisibleTo) {
  const deck = await startDeck(options);
  const [east] = deck.config.connections;
  if (east === undefined) throw new Error("a deck has a connection");
  const access = visibleTo === undefined ? {} : { visibleTo };
  const west: ConnectionConfig = { ...east, id: "west", name: "West", siteId: deck.simulator.siteId, ...access };
  await deck.stop();
  deck.config.connections.push(west);
  await deck.start();
  const admin = await deck.signIn("admin");
  return { deck, admin, east, west, ...(await readyToUpdate(deck, admin)) };
}

const get = (deck: Deck, person: PersonHeaders, path: string) =>
  deck.app.inject({ url: `/api/connections/${path}`, headers: person });

const start = (deck: Deck, person: PersonHeaders, connection: string, catalogId: string, body: object, key: string) =>
  deck.app.inject({
    method: "POST",
    url: `/api/connections/${connection}/catalogs/${catalogId}/image-updates`,
    headers: { ...person, "idempotency-key": key },
    payload: body,
  });

const historyOf = async (deck: Deck, person: PersonHeaders, connection: string, search = "") =>
  (await get(deck, person, `${connection}/image-updates${search}`)).json<ImageUpdateList>().items;

async function listOf(deck: Deck, person: PersonHeaders, connection: string) {
  const list = (await get(deck, person, `${connection}/catalogs`)).json<CatalogList>();
  await deck.app.externalChanges.settled();
  return list;
}

const connections = ["default", "west"] as const;

test.each(["one after the other", "at once"])(
  "two connections to one site, %s, are one POST and one 409 for a catalog",
  async (when) => {
    const { deck, admin, catalog, body } = await sharedDeck();
    if (when === "at once") {
      // Citrix has both read before it begins with the first.
      await deck.control.setFault({ operation: "getCatalog", kind: "delay", delayMs: 300, times: 2 });
      await deck.control.setFault({ operation: "startImageUpdate", kind: "delay", delayMs: 500, times: 2 });
    }
    const ask = (connection: string) => start(deck, admin, connection, catalog.id, body, `key-${connection}`);
    const answers =
      when === "at once" ? await Promise.all(connections.map(ask)) : [await ask("default"), await ask("west")];
    const [started, refused] = answers.toSorted((a, b) => a.statusCode - b.statusCode);
    expect(await deck.posts()).toBe(1);
    expect([started?.statusCode, refused?.statusCode]).toEqual([202, 409]);
    expect(refused?.json()).toMatchObject({ code: "catalog-busy", updateId: started?.json<ImageUpdate>().id });
  },
);

test("an update shows through both connections from its start to its end, read once each time", async () => {
  const { deck, admin, catalog, body } = await sharedDeck();
  for (const connection of connections) await listOf(deck, admin, connection);
  const { id } = (await start(deck, admin, "default", catalog.id, body, "key")).json<ImageUpdate>();
  for (const connection of connections) {
    const listed = (await listOf(deck, admin, connection)).items.find((one) => one.id === catalog.id);
    expect(listed?.activeUpdate?.id, connection).toBe(id);
    const detail = await get(deck, admin, `${connection}/catalogs/${catalog.id}`);
    expect(detail.json(), connection).toMatchObject({ activeUpdate: { id } });
    expect((await historyOf(deck, admin, connection, `?catalogId=${catalog.id}`)).map((one) => one.id)).toEqual([id]);
    expect((await get(deck, admin, `${connection}/image-updates/${id}`)).json(), connection).toMatchObject({ id });
  }
  await deck.control.clearLog();
  await deck.pass(5_000);
  expect(await deck.control.log({ operation: "getCatalog" })).toHaveLength(1);
  for (let step = 0; step < 8; step += 1) await deck.pass(15_000);
  for (const connection of connections) {
    const listed = (await listOf(deck, admin, connection)).items.find((one) => one.id === catalog.id);
    expect(listed, connection).toMatchObject({ imageId: body.imageId, lastUpdate: { id, state: "succeeded" } });
    expect(listed, connection).not.toHaveProperty("activeUpdate");
    expect(await historyOf(deck, admin, connection)).toMatchObject([{ id, origin: "catalog-deck" }]);
  }
});

test("an external change is one entry of the history and of the audit log, whoever sees it first", async () => {
  const { deck, admin, catalog, body } = await sharedDeck();
  const lookThroughBoth = async () => {
    deck.clock.advance(30_000);
    await Promise.all(connections.map((connection) => get(deck, admin, `${connection}/catalogs`)));
    await deck.app.externalChanges.settled();
  };
  await lookThroughBoth();
  await deck.control.patchCatalog(catalog.id, { imageId: body.imageId });
  await lookThroughBoth();
  await lookThroughBoth();
  for (const connection of connections) {
    expect(await historyOf(deck, admin, connection), connection).toMatchObject([{ origin: "external" }]);
  }
  const rows = await deck.store.selectFrom("audit_log").select("entry").execute();
  const entries = rows.map(({ entry }) => JSON.parse(entry) as AuditEntry);
  expect(entries.filter(({ kind }) => kind === "external-update")).toHaveLength(1);
});

test("who sees the one connection only sees the history of its catalogs there, and nothing of the other", async () => {
  const { deck, catalog, body } = await sharedDeck({}, { people: ["second"] });
  const [east] = deck.config.connections;
  if (east === undefined) throw new Error("a deck has a connection");
  await deck.stop();
  deck.config.connections[0] = { ...east, visibleTo: { people: ["admin"] } };
  await deck.start();
  const [admin, second] = [await deck.signIn("admin"), await deck.signIn("second admin")];
  await listOf(deck, second, "west");
  const { id } = (await start(deck, admin, "default", catalog.id, body, "key")).json<ImageUpdate>();
  expect((await get(deck, second, `default/image-updates/${id}`)).statusCode).toBe(404);
  const seen = await get(deck, second, `west/image-updates/${id}`);
  expect(seen.json()).toMatchObject({ id, catalogName: catalog.name });
  expect(seen.body).not.toMatch(/"default"|Contoso/);
  expect((await start(deck, second, "west", catalog.id, body, "key")).statusCode).toBe(409);
});

test("an administrator decides through the other connection about an update whose answer was lost", async () => {
  const { deck, admin, catalog, body } = await sharedDeck();
  await deck.control.setFault({ operation: "startImageUpdate", kind: "breakBefore", times: 1 });
  const { id } = (await start(deck, admin, "default", catalog.id, body, "key")).json<ImageUpdate>();
  await deck.control.patchCatalog(catalog.id, { lastModifiedTime: deck.clock.now().toISOString() });
  for (let step = 0; step < 16; step += 1) await deck.pass(60_000);
  const later = await deck.signIn("admin");
  const { decision } = (await get(deck, later, `west/image-updates/${id}`)).json<ImageUpdate>();
  const answer = await deck.app.inject({
    method: "POST",
    url: `/api/connections/west/image-updates/${id}/decision`,
    headers: later,
    payload: { outcome: "not-started", reason: "No task.", seenVersion: decision?.catalog.version },
  });
  expect(answer.json()).toMatchObject({ id, state: "rejected" });
  expect((await start(deck, later, "west", catalog.id, body, "another-key")).statusCode).toBe(202);
});

test("how long updates took is known through both connections", async () => {
  const { deck, admin, catalog, body } = await sharedDeck();
  const images = [body.imageId, body.expectedImageId ?? ""];
  for (let round = 0; round < 3; round += 1) {
    const wanted = { ...body, imageId: images[round % 2], expectedImageId: images[(round + 1) % 2] };
    const connection = connections[round % 2] ?? "default";
    expect((await start(deck, admin, connection, catalog.id, wanted, `key-${round}`)).statusCode).toBe(202);
    for (let step = 0; step < 8; step += 1) await deck.pass(15_000);
  }
  const [one, two] = await Promise.all(
    connections.map(async (connection) =>
      (await get(deck, admin, `${connection}/image-updates/durations`)).json<UpdateDurations>(),
    ),
  );
  expect(one?.items).toMatchObject([{ updates: 3 }]);
  expect(two).toEqual(one);
});

test("an update goes on and stays in the history when its connection is replaced by another one to the site", async () => {
  const { deck, admin, catalog, body } = await sharedDeck();
  const { id } = (await start(deck, admin, "default", catalog.id, body, "key")).json<ImageUpdate>();
  await deck.stop();
  deck.config.connections.shift();
  await deck.start();
  expect((await start(deck, admin, "west", catalog.id, body, "another-key")).statusCode).toBe(409);
  for (let step = 0; step < 8; step += 1) await deck.pass(15_000);
  expect(await historyOf(deck, admin, "west")).toMatchObject([{ id, state: "succeeded" }]);
  expect(await deck.posts()).toBe(1);
});

test("the log says at the start which connections share a site, in one line", async () => {
  let printed = "";
  const sink = new Writable({
    write(chunk, _encoding, done) {
      printed += chunk;
      done();
    },
  });
  const { deck } = await sharedDeck({ logger: pino(sink) });
  await deck.app.listen({ host: "127.0.0.1", port: 0 });
  await eventually(() => expect(printed).toContain("share a site"));
  const lines = printed.split("\n").filter((line) => line.includes("share a site"));
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { level: 40, connections: ["default", "west"], customerId: "contoso", siteId: deck.simulator.siteId },
  ]);
});
