import { gunzipSync } from "node:zlib";
import type { CatalogDetail, CatalogList, ImageDetail, ImageList, Problem } from "@catalog-deck/contract";
import { expect, test } from "vitest";
import { type Deck, type PersonHeaders, startDeck } from "../testing/deck.ts";

async function signedInDeck(fleet?: { catalogs: number; images?: number }) {
  const deck = await startDeck(fleet === undefined ? {} : { fleet });
  return { deck, helpdesk: await deck.signIn("helpdesk") };
}

async function upstreamLists(deck: Deck, operation: "listCatalogs" | "listImages" = "listCatalogs"): Promise<number> {
  return (await deck.control.log({ operation })).length;
}

async function images(deck: Deck, person: PersonHeaders): Promise<ImageList> {
  return (await deck.get("images", person)).json<ImageList>();
}

test("a hundred browsers that poll cause one upstream list call per interval", async () => {
  const { deck, helpdesk } = await signedInDeck();
  for (let interval = 1; interval <= 3; interval += 1) {
    const answers = await Promise.all(Array.from({ length: 100 }, () => deck.get("catalogs", helpdesk)));
    expect(answers.every(({ statusCode }) => statusCode === 200)).toBe(true);
    expect(await upstreamLists(deck)).toBe(interval);
    const { pollAfterMs } = await deck.catalogs(helpdesk);
    await deck.pass(pollAfterMs - 1);
    await deck.catalogs(helpdesk);
    expect(await upstreamLists(deck)).toBe(interval);
    await deck.pass(1);
  }
});

test("a hundred browsers on one catalog and on one image cause one upstream call each", async () => {
  const { deck, helpdesk } = await signedInDeck();
  const [catalog] = (await deck.catalogs(helpdesk)).items;
  const [image] = (await images(deck, helpdesk)).items;
  await deck.control.clearLog();
  await Promise.all(Array.from({ length: 50 }, () => deck.get(`catalogs/${catalog?.id}`, helpdesk)));
  await Promise.all(Array.from({ length: 50 }, () => deck.get(`images/${image?.id}`, helpdesk)));
  expect((await deck.control.log()).map(({ operation }) => operation).sort()).toEqual(["getCatalog", "getImage"]);
});

test("a browser that has the newest answer is told so without a body", async () => {
  const { deck, helpdesk } = await signedInDeck();
  const first = await deck.get("catalogs", helpdesk);
  expect(first.headers["cache-control"]).toBe("no-store");
  const etag = String(first.headers.etag);
  const again = await deck.get("catalogs", helpdesk, { "if-none-match": `"other", ${etag.replace("W/", "")}` });
  expect([again.statusCode, again.body]).toEqual([304, ""]);
  await deck.pass(first.json<CatalogList>().pollAfterMs);
  expect((await deck.get("catalogs", helpdesk, { "if-none-match": etag })).statusCode).toBe(200);
});

test("a browser that takes gzip gets the same answer compressed", async () => {
  const { deck, helpdesk } = await signedInDeck();
  const plain = await deck.get("catalogs", helpdesk);
  const compressed = await deck.get("catalogs", helpdesk, { "accept-encoding": "br, gzip" });
  expect(compressed.headers).toMatchObject({ "content-encoding": "gzip", etag: plain.headers.etag });
  expect(gunzipSync(compressed.rawPayload).toString()).toBe(plain.body);
  const refused = await deck.get("catalogs", helpdesk, { "accept-encoding": "gzip;q=0" });
  expect(refused.body).toBe(plain.body);
});

test("while Citrix is down the last list is served as stale, with its age, the trouble and when Citrix is asked again", async () => {
  const { deck, helpdesk } = await signedInDeck();
  const before = await deck.catalogs(helpdesk);
  expect(before.stale).toBe(false);
  await deck.control.setFault({ operation: "listCatalogs", kind: "status", status: 429, retryAfter: "120" });
  await deck.pass(before.pollAfterMs);
  const stale = await deck.catalogs(helpdesk);
  expect(stale).toMatchObject({
    items: before.items,
    fetchedAt: before.fetchedAt,
    stale: true,
    trouble: { code: "citrix-rate-limited", citrixTransactionId: expect.any(String) },
  });
  expect(stale.pollAfterMs).toBeGreaterThanOrEqual(60_000);
  await deck.control.clearFaults();
  await deck.pass(stale.pollAfterMs);
  const back = await deck.catalogs(helpdesk);
  expect(back.stale).toBe(false);
  expect(back.trouble).toBeUndefined();
});

test("without any list the trouble itself is the answer, and Citrix is not asked again before its time", async () => {
  const { deck, helpdesk } = await signedInDeck();
  await deck.control.setFault({ operation: "listCatalogs", kind: "status", status: 400 });
  const answers = await Promise.all(Array.from({ length: 10 }, () => deck.get("catalogs", helpdesk)));
  for (const answer of answers) expect(answer.json<Problem>()).toMatchObject({ code: "citrix-refused", status: 502 });
  expect(await upstreamLists(deck)).toBe(1);
});

test("an old copy of Citrix's own is stale too", async () => {
  const { deck, helpdesk } = await signedInDeck();
  const body = { items: [], staleData: true };
  await deck.control.setFault({ operation: "listCatalogs", kind: "unreadable", body: JSON.stringify(body), times: 1 });
  expect(await deck.catalogs(helpdesk)).toMatchObject({ items: [], stale: true });
});

test("catalogs are shown without their images' facts when the images cannot be read", async () => {
  const { deck, helpdesk } = await signedInDeck();
  await deck.control.setFault({ operation: "listImages", kind: "status", status: 403 });
  const { items } = await deck.catalogs(helpdesk);
  expect(items).toHaveLength(8);
  expect(items[0]?.imageVdaVersion).toBeUndefined();
});

test("nulls are left out, and words and fields that nobody knows pass or are ignored", async () => {
  const { deck, helpdesk } = await signedInDeck();
  const [first] = await deck.control.catalogs();
  const odd = {
    state: "Hibernating",
    subState: "ProcessingMoonPhase",
    sessionSupport: "Trio",
    warnings: null,
    region: null,
    somethingNew: { a: 1 },
  };
  await deck.control.patchCatalog(first?.id ?? "", odd);
  const { items } = await deck.catalogs(helpdesk);
  expect(items).toHaveLength(8);
  const shown = items.find(({ id }) => id === first?.id);
  expect(shown).toMatchObject({
    state: "Hibernating",
    subState: "ProcessingMoonPhase",
    sessionSupport: "Trio",
    warnings: [],
  });
  expect(shown).not.toHaveProperty("region");
  expect(shown).not.toHaveProperty("somethingNew");
});

test("a catalog and an image tell all about themselves", async () => {
  const { deck, helpdesk } = await signedInDeck();
  const catalog = (await deck.catalogs(helpdesk)).items.find(({ imageId }) => imageId !== undefined);
  const detail = (await deck.get(`catalogs/${catalog?.id}`, helpdesk)).json<CatalogDetail>();
  expect(detail).toMatchObject({ id: catalog?.id, imageVdaVersion: expect.any(String), stale: false });
  const image = (await deck.get(`images/${catalog?.imageId}`, helpdesk)).json<ImageDetail>();
  expect(image.catalogs.map(({ catalogId }) => catalogId)).toContain(catalog?.id);
  expect((await deck.get("catalogs/no-such-catalog", helpdesk)).json<Problem>().code).toBe("citrix-not-found");
});

test.each([
  ["catalogs", "listCatalogs"],
  ["images", "listImages"],
] as const)(
  "the last %s stay, as old, when Citrix says that there are none, and go with their site",
  async (what, operation) => {
    const { deck, helpdesk } = await signedInDeck();
    const before = (await deck.get(what, helpdesk)).json<CatalogList>();
    await deck.control.setFault({ operation, kind: "status", status: 404 });
    await deck.pass(before.pollAfterMs);
    const stale = (await deck.get(what, helpdesk)).json<CatalogList>();
    expect(stale).toMatchObject({ items: before.items, stale: true, trouble: { code: "citrix-not-found" } });

    await deck.control.setFault({ operation: "listSites", kind: "status", status: 503 });
    await deck.pass(60_000);
    expect((await deck.get(what, helpdesk)).json<CatalogList>()).toMatchObject({ items: before.items, stale: true });

    await deck.control.clearFaults();
    await deck.control.setFault({ operation, kind: "status", status: 404 });
    const others = JSON.stringify({ items: [{ id: "another-site" }] });
    await deck.control.setFault({
      operation: "listSites",
      kind: "unreadable",
      body: others,
      contentType: "application/json",
    });
    await deck.pass(120_000);
    expect((await deck.get(what, helpdesk)).statusCode).toBe(404);
  },
);
