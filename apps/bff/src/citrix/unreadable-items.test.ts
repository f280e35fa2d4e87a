import type { AuditList, CatalogList, ImageList, ImageUpdate } from "@catalog-deck/contract";
import { pino } from "pino";
import { describe, expect, test } from "vitest";
import { problemOf } from "../testing/answers.ts";
import { type Deck, type DeckOptions, type PersonHeaders, readyToUpdate, startDeck } from "../testing/deck.ts";

async function signedInDeck(options: DeckOptions = {}) {
  const deck = await startDeck(options);
  return { deck, admin: await deck.signIn("admin") };
}

async function loggingDeck() {
  const lines: Record<string, unknown>[] = [];
  const logger = pino({ level: "warn" }, { write: (line: string) => void lines.push(JSON.parse(line)) });
  return { ...(await signedInDeck({ logger })), lines };
}

async function list(deck: Deck, admin: PersonHeaders): Promise<CatalogList> {
  return (await deck.get("catalogs", admin)).json<CatalogList>();
}

async function externalEntries(deck: Deck, admin: PersonHeaders): Promise<unknown[]> {
  const audit = await deck.app.inject({ url: "/api/audit?kind=external-update", headers: admin });
  return audit.json<AuditList>().items;
}

const secretText = "nobody-logs-this";
const unreadable: [what: string, item: unknown, known: object | undefined, field: string][] = [
  ["null", null, undefined, "item"],
  ["a text", secretText, undefined, "item"],
  ["a number", 7, undefined, "item"],
  ["true", true, undefined, "item"],
  ["an array", [[{ id: "x" }]], undefined, "item"],
  ["an empty object", {}, undefined, "id"],
  ["an item without an id", { name: secretText, state: "Active" }, undefined, "id"],
  ["an item with an empty id", { id: "", name: secretText, state: "Active" }, undefined, "id"],
  ["an item with a number for an id", { id: 7, name: secretText, state: "Active" }, undefined, "id"],
  ["an item without a name", { id: "Odd-1", state: "Active" }, { id: "odd-1" }, "name"],
  ["an item without a state", { id: "odd-1", name: "Odd" }, { id: "odd-1", name: "Odd" }, "state"],
  ["a state of another type", { id: "odd-1", name: "Odd", state: { a: 1 } }, { id: "odd-1", name: "Odd" }, "state"],
];

describe("an item of the list of catalogs that cannot be read", () => {
  test.each(unreadable)("%s: the others are shown, and it is counted", async (_what, item, known, field) => {
    const { deck, admin, lines } = await loggingDeck();
    await deck.control.setFault({ operation: "listCatalogs", kind: "odd", index: 2, item });
    const answer = await deck.get("catalogs", admin);
    expect(answer.statusCode).toBe(200);
    const { items, unreadable: count, stale } = answer.json<CatalogList>();
    expect({ count, stale }).toEqual({ count: 1, stale: false });
    const standIns = items.filter((one) => "unreadable" in one);
    expect(standIns).toEqual(known === undefined ? [] : [{ ...known, state: "Unknown", unreadable: true }]);
    expect(items.length - standIns.length).toBe(7);
    expect(new Set(items.map(({ id }) => id)).size).toBe(items.length);

    // Once per change, and not at every poll.
    for (let poll = 0; poll < 3; poll += 1) {
      await deck.pass(60_000);
      await list(deck, admin);
    }
    const warned = () => lines.filter(({ msg }) => msg === "items of Citrix's list cannot be read");
    expect(warned()).toMatchObject([
      { "catalog_deck.connection": "default", list: "catalogs", count: 1, items: [{ index: 2, field }] },
    ]);
    expect(JSON.stringify(lines)).not.toContain(secretText);
    await deck.control.clearFaults();
    await deck.pass(60_000);
    expect((await list(deck, admin)).unreadable).toBeUndefined();
    await deck.control.setFault({ operation: "listCatalogs", kind: "odd", index: 2, item });
    await deck.pass(60_000);
    await list(deck, admin);
    expect(warned()).toHaveLength(2);
    expect(await externalEntries(deck, admin)).toEqual([]);
  });

  test("keeps the update that was sent for it from here, whose end it never tells", async () => {
    const { deck, admin } = await signedInDeck();
    const { catalog, body } = await readyToUpdate(deck, admin);
    const index = (await deck.control.catalogs()).findIndex(({ id }) => id === catalog.id);
    const { id } = (await deck.startUpdate(admin, catalog.id, body)).json<ImageUpdate>();
    const odd = { kind: "odd" as const, index, without: ["state"] };
    await deck.control.setFault({ operation: "listCatalogs", ...odd });
    await deck.control.setFault({ operation: "getCatalog", ...odd });
    for (let step = 0; step < 5; step += 1) {
      await deck.pass(60_000);
      const { items, pollAfterMs } = await list(deck, admin);
      expect(pollAfterMs).toBe(5_000);
      expect(items.find((one) => one.id === catalog.id)).toMatchObject({
        unreadable: true,
        activeUpdate: { id, state: "running" },
      });
    }
    // A 404 beside a list that cannot be read whole is no end either.
    await deck.control.clearFaults();
    await deck.control.setFault({ operation: "getCatalog", kind: "status", status: 404 });
    await deck.control.setFault({ operation: "listCatalogs", kind: "odd", index, item: null });
    await deck.pass(60_000);
    expect(await deck.update(admin, id)).toMatchObject({ state: "running" });
    await deck.control.clearFaults();
    for (let step = 0; step < 4; step += 1) await deck.pass(60_000);
    expect(await deck.update(admin, id)).toMatchObject({ state: "succeeded" });
    expect(await deck.posts()).toBe(1);
  });

  test("cannot be updated, and nothing is sent", async () => {
    const { deck, admin } = await signedInDeck();
    const { catalog, body } = await readyToUpdate(deck, admin);
    await deck.control.setFault({ operation: "getCatalog", kind: "odd", without: ["name"] });
    const problem = problemOf(await deck.startUpdate(admin, catalog.id, body));
    expect(problem).toMatchObject({ status: 502, code: "citrix-unreadable" });
    expect(await deck.posts()).toBe(0);
  });

  test("hides nothing else, however often somebody looks at it", async () => {
    const { deck, admin } = await signedInDeck();
    await deck.control.setFault({ operation: "getCatalog", kind: "odd", without: ["name"] });
    for (const { id } of await deck.control.catalogs()) {
      expect(problemOf(await deck.get(`catalogs/${id}`, admin)).code).toBe("citrix-unreadable");
    }
    for (const path of ["images", "catalogs"]) {
      expect((await deck.get(path, admin)).json()).toMatchObject({ stale: false });
    }
  });
});

test("optional parts of a catalog that cannot be read count as absent", async () => {
  const { deck, admin } = await signedInDeck();
  const warnings = [null, "x", {}, { isError: true }, { type: 3 }, { type: "ImageRollback", isError: "yes" }, []];
  const fields = {
    warnings,
    extraInfo: { a: 1 },
    statusMessage: 3,
    transactionId: [],
    lastModifiedTime: {},
    region: 1,
  };
  await deck.control.setFault({ operation: "listCatalogs", kind: "odd", fields });
  await deck.control.setFault({ operation: "getCatalog", kind: "odd", fields: { warnings: "none" } });
  const [first] = (await deck.catalogs(admin)).items;
  expect(first).toMatchObject({ warnings: [{ type: "ImageRollback" }] });
  for (const name of Object.keys(fields).slice(1)) expect(first).not.toHaveProperty(name);
  expect((await deck.catalogs(admin)).unreadable).toBeUndefined();
  const detail = await deck.get(`catalogs/${first?.id}`, admin);
  expect(detail.json()).toMatchObject({ id: first?.id, warnings: [] });
});

test("an id that comes twice counts once, in whatever case and whether or not it can be read", async () => {
  const { deck, admin } = await signedInDeck();
  const [one] = await deck.control.catalogs();
  const twins = [
    { ...one, id: one?.id.toUpperCase(), name: "Twin" },
    { id: one?.id, state: "Active" },
  ];
  for (const [count, item] of twins.entries()) {
    await deck.control.setFault({ operation: "listCatalogs", kind: "odd", index: 4, item });
    await deck.pass(60_000);
    const { items, unreadable: counted } = await list(deck, admin);
    expect(items.filter(({ id }) => id === one?.id)).toMatchObject([{ name: one?.name }]);
    expect(items).toHaveLength(7);
    expect(counted ?? 0).toBe(count);
  }
});

describe("an image that cannot be read", () => {
  async function withOddImage(pick: "target" | "current" | "another") {
    const { deck, admin } = await signedInDeck();
    const { catalog, body } = await readyToUpdate(deck, admin);
    const { items } = (await deck.get("images", admin)).json<ImageList>();
    const wanted = { target: body.imageId, current: catalog.imageId, another: items.at(-1)?.id }[pick];
    const index = items.findIndex(({ id }) => id === wanted);
    await deck.control.setFault({ operation: "listImages", kind: "odd", index, without: ["citrixPrepared"] });
    await deck.pass(60_000);
    return { deck, admin, catalog, body, id: wanted ?? "" };
  }

  test("is counted and stands as one that cannot be used; every other can be", async () => {
    const { deck, admin, catalog, body, id } = await withOddImage("another");
    const { items, unreadable: count } = (await deck.get("images", admin)).json<ImageList>();
    expect(count).toBe(1);
    const { name } = (await deck.get(`images/${id}`, admin)).json<{ name: string }>();
    expect(items.filter((one) => one.id === id)).toEqual([{ id, name, state: "Unknown", unreadable: true }]);
    expect((await deck.startUpdate(admin, catalog.id, body)).statusCode).toBe(202);
  });

  test("is refused as a target by its own rule", async () => {
    const { deck, admin, catalog, body } = await withOddImage("target");
    const problem = problemOf(await deck.startUpdate(admin, catalog.id, body));
    expect(problem).toMatchObject({
      status: 422,
      code: "rules-violated",
      rules: [{ code: "image-unreadable", severity: "block" }],
    });
    expect(await deck.posts()).toBe(0);
  });

  test("and is in use does not make its catalog's update impossible", async () => {
    const { deck, admin, catalog, body } = await withOddImage("current");
    const acknowledgedWarnings = ["os-platform-unknown"];
    const answer = await deck.startUpdate(admin, catalog.id, { ...body, acknowledgedWarnings });
    expect(answer.statusCode).toBe(202);
  });
});

test("a first site that cannot be read is never passed over for the second", async () => {
  const { deck, admin } = await signedInDeck();
  await deck.control.setFault({ operation: "listSites", kind: "odd", without: ["id"] });
  expect(problemOf(await deck.get("catalogs", admin)).code).toBe("citrix-unreadable");
  await deck.control.clearFaults();
  await deck.pass(60_000);
  expect((await list(deck, admin)).items).toHaveLength(8);
});
