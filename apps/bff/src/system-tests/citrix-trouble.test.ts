import type { CatalogDetail, CatalogList, ImageUpdate } from "@catalog-deck/contract";
import { describe, expect, test } from "vitest";
import { upstreamLimits } from "../citrix/upstream-limits.ts";
import { problemOf } from "../testing/answers.ts";
import { type Deck, type PersonHeaders, readyToUpdate, startDeck } from "../testing/deck.ts";

async function deckWithAdmin(fleet?: { catalogs: number; images?: number }) {
  const deck = await startDeck(fleet === undefined ? {} : { fleet });
  return { deck, admin: await deck.signIn("admin") };
}

async function sent(deck: Deck): Promise<number> {
  return (await deck.control.log()).length;
}

/** Everything that a person can look at, asked at once: the list, the images, every catalog. */
async function lookAtEverything(deck: Deck, person: PersonHeaders) {
  const ids = (await deck.control.catalogs()).map(({ id }) => id);
  const paths = ["catalogs", "images", ...ids.map((id) => `catalogs/${id}`)];
  return await Promise.all(paths.map((path) => deck.get(path, person)));
}

describe("while Citrix answers nothing but 503", () => {
  test("five in a row are sent, then none; one probe after each rest; and the first that is answered ends it", async () => {
    const { deck, admin } = await deckWithAdmin();
    await deck.catalogs(admin);
    await deck.control.setFault({ operation: "any", kind: "status", status: 503 });
    await deck.pass(60_000);
    await deck.control.clearLog();
    await lookAtEverything(deck, admin);
    // All go out at once, so that more than five may be under way when the fifth fails; from then on there is silence.
    const atOpening = await sent(deck);
    expect(atOpening).toBeGreaterThanOrEqual(upstreamLimits.failuresToOpen);
    await deck.pass(upstreamLimits.firstRestMs - 1);
    const answers = await lookAtEverything(deck, admin);
    expect(await sent(deck)).toBe(atOpening);
    expect(new Set(answers.map(({ statusCode }) => statusCode))).toEqual(new Set([200]));
    expect((await deck.app.inject({ url: "/readyz" })).statusCode).toBe(200);

    await deck.pass(1);
    await lookAtEverything(deck, admin);
    expect(await sent(deck)).toBe(atOpening + 1);

    await deck.control.clearFaults();
    await deck.pass(2 * upstreamLimits.firstRestMs);
    await lookAtEverything(deck, admin);
    expect(await sent(deck)).toBeGreaterThan(atOpening + 1);
    await deck.pass(60_000);
    const list = (await deck.get("catalogs", admin)).json<CatalogList>();
    expect(list).toMatchObject({ stale: false });
    expect(list.trouble).toBeUndefined();
  });

  test("lists and catalogs stay on view as they were, with their age, the reason and the next try", async () => {
    const { deck, admin } = await deckWithAdmin();
    const before = await deck.catalogs(admin);
    await deck.control.setFault({ operation: "any", kind: "status", status: 503 });
    await deck.pass(60_000);
    await lookAtEverything(deck, admin);
    await deck.pass(1_000);
    const neverReadAlone = before.items.at(-1);
    const answer = await deck.get(`catalogs/${neverReadAlone?.id}`, admin);
    expect(answer.json<CatalogDetail>()).toMatchObject({
      name: neverReadAlone?.name,
      fetchedAt: before.fetchedAt,
      stale: true,
      trouble: { code: "citrix-unavailable", nextTryAt: expect.any(String), citrixTransactionId: expect.any(String) },
    });
    const { trouble, pollAfterMs } = await deck.catalogs(admin);
    expect(Date.parse(trouble?.nextTryAt ?? "")).toBeGreaterThan(deck.clock.now().getTime());
    expect(pollAfterMs).toBeLessThanOrEqual(upstreamLimits.longestRestMs);
  });

  test("what was never read is a 503 that says when it is tried again", async () => {
    const { deck, admin } = await deckWithAdmin();
    await deck.control.setFault({ operation: "any", kind: "status", status: 503 });
    const answer = await deck.get("catalogs", admin);
    expect(problemOf(answer)).toMatchObject({ status: 503, code: "citrix-unavailable" });
    expect(Number(answer.headers["retry-after"])).toBeGreaterThan(0);
  });

  test("no update is sent, and its key serves again once Citrix is back", async () => {
    const { deck, admin } = await deckWithAdmin();
    const { catalog, body } = await readyToUpdate(deck, admin);
    await deck.control.setFault({ operation: "any", kind: "status", status: 503 });
    await deck.pass(60_000);
    await lookAtEverything(deck, admin);
    await deck.control.clearLog();
    const refused = await deck.startUpdate(admin, catalog.id, body);
    expect(problemOf(refused)).toMatchObject({ status: 503, code: "citrix-unavailable" });
    expect(Number(refused.headers["retry-after"])).toBeGreaterThan(0);
    expect(await sent(deck)).toBe(0);
    expect((await deck.get("image-updates", admin)).json()).toEqual({ items: [] });

    await deck.control.clearFaults();
    await deck.pass(60_000);
    expect((await deck.startUpdate(admin, catalog.id, body)).statusCode).toBe(202);
    expect(await deck.posts()).toBe(1);
  });

  test("an update under way is not failed by it, and is followed again when Citrix is back", async () => {
    const { deck, admin } = await deckWithAdmin();
    const { catalog, body } = await readyToUpdate(deck, admin);
    const { id } = (await deck.startUpdate(admin, catalog.id, body)).json<ImageUpdate>();
    await deck.control.setFault({ operation: "any", kind: "status", status: 503 });
    for (let step = 0; step < 30; step += 1) await deck.pass(20_000);
    expect(await deck.update(admin, id)).toMatchObject({ state: "running" });
    await deck.control.clearFaults();
    await deck.pass(upstreamLimits.longestRestMs);
    await deck.pass(5_000);
    expect(await deck.update(admin, id)).toMatchObject({ state: "succeeded" });
    expect(await deck.posts()).toBe(1);
  });

  test("the metrics tell of the calls, of what was held back and of the breaker", async () => {
    const { deck, admin } = await deckWithAdmin();
    await deck.catalogs(admin);
    const metrics = () => deck.app.metrics.metrics();
    expect(await metrics()).toContain('catalog_deck_citrix_breaker_state{connection="default"} 0');
    await deck.control.setFault({ operation: "any", kind: "status", status: 503 });
    await deck.pass(60_000);
    await lookAtEverything(deck, admin);
    const text = await metrics();
    expect(text).toContain('catalog_deck_citrix_breaker_state{connection="default"} 2');
    expect(text).toMatch(
      /http_client_request_duration_seconds_count\{connection="default",operation="listCatalogs",http_request_method="GET",http_response_status_code="200"\} 1/,
    );
    expect(text).toMatch(
      /http_client_request_duration_seconds_count\{.*http_response_status_code="503",error_type="unavailable"\} \d/,
    );
    expect(text).toMatch(
      /catalog_deck_citrix_calls_held_back_total\{connection="default",operation="\w+",reason="breaker"\} \d/,
    );
    expect(text).toMatch(/catalog_deck_citrix_calls_last_minute\{connection="default"\} \d/);
  });
});

describe("when Citrix names a time to come back", () => {
  const forms: [form: string, value: (at: Date) => string][] = [
    ["seconds", () => "120"],
    ["an HTTP date", (at) => at.toUTCString()],
    ["an RFC 3339 date", (at) => at.toISOString()],
  ];

  test.each(forms)(
    "given as %s, to one who read an image, nobody on the connection asks before it",
    async (_form, value) => {
      const { deck, admin } = await deckWithAdmin();
      const { catalog, body } = await readyToUpdate(deck, admin);
      expect((await deck.startUpdate(admin, catalog.id, body)).statusCode).toBe(202);
      const other = (await deck.catalogs(admin)).items.find(({ id, state }) => id !== catalog.id && state === "Active");
      const at = new Date(Math.ceil(deck.clock.now().getTime() / 1_000) * 1_000 + 120_000);
      await deck.control.setFault({
        operation: "getImage",
        kind: "status",
        status: 429,
        retryAfter: value(at),
        times: 1,
      });
      expect(problemOf(await deck.get(`images/${body.imageId}`, admin)).code).toBe("citrix-rate-limited");
      await deck.control.clearLog();

      for (let step = 0; step < 5; step += 1) {
        await deck.pass(20_000);
        await lookAtEverything(deck, admin);
      }
      const next = { ...body, expectedImageId: other?.imageId ?? "" };
      const refused = await deck.startUpdate(admin, other?.id ?? "", next, "another-key");
      expect(problemOf(refused)).toMatchObject({ status: 503, code: "citrix-rate-limited" });
      expect(refused.headers["retry-after"]).toBeDefined();
      expect(await sent(deck)).toBe(0);

      await deck.pass(25_000);
      await lookAtEverything(deck, admin);
      expect((await deck.control.log()).map(({ operation }) => operation)).toEqual(
        expect.arrayContaining(["listCatalogs", "listImages", "getCatalog"]),
      );
    },
  );
});

describe("the ceiling", () => {
  test("holds under 200 readers of a thousand catalogs, none of whom sees an error, and leaves room for an update", async () => {
    const { deck } = await deckWithAdmin({ catalogs: 1_000, images: 20 });
    // Below the routes, which shed so many at once.
    const connection = deck.app.connections.get("default");
    if (connection === undefined) throw new Error("the deck has no connection");
    const { catalogs, client } = connection;
    const ids = (await catalogs.list()).items.map(({ id }) => id);
    const reader = async (first: number) => {
      for (let place = first; place < ids.length; place += 200) {
        expect((await catalogs.detail(ids[place] ?? "")).id).toBe(ids[place]);
      }
    };
    const at: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      await Promise.all(Array.from({ length: 200 }, (_, first) => reader(first)));
      if (round === 1) {
        await client.getCatalog(await connection.siteId(), ids[0] ?? "", { purpose: "update" });
        client.checkImageUpdateMayBeSent();
      }
      at.push(...(await deck.control.log()).map((entry) => Date.parse(entry.at)));
      await deck.control.clearLog();
      await deck.pass(30_000);
    }
    const most = Math.max(...at.map((from) => at.filter((one) => one >= from && one < from + 60_000).length));
    const { callsPerMinute, keptPerMinute } = upstreamLimits;
    expect(most).toBeLessThanOrEqual(callsPerMinute);
    // All that looking may have, in both minutes.
    expect(at.length).toBeGreaterThan(2 * (callsPerMinute - keptPerMinute.update - keptPerMinute.watch));
  });
});
