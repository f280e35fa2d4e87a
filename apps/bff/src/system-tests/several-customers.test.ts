import type { CatalogList, ImageList, ImageUpdate, Session } from "@catalog-deck/contract";
import { startSimulator } from "@catalog-deck/simulator";
import { describe, expect, onTestFinished, test } from "vitest";
import type { VisibleTo } from "../config/connections.ts";
import { type Answer, problemOf } from "../testing/answers.ts";
import { type Deck, type PersonHeaders, startDeck } from "../testing/deck.ts";

const fleet = { catalogs: 6, images: 8 };

/** Two customers whose sites, catalogs and images have the very same ids; only the customers' and the names tell them apart. */
async function startWithTwo(visibleTo: { alpha?: VisibleTo; beta?: VisibleTo } = {}) {
  const [alpha, beta] = await Promise.all(
    ["contoso", "fabrikam"].map((customerId) =>
      startSimulator({ customerId, siteId: "one-site", clock: "stepped", fleet, updateDurationMs: 90_000 }),
    ),
  );
  if (alpha === undefined || beta === undefined) throw new Error("no simulators");
  onTestFinished(async () => {
    await Promise.all([alpha.close(), beta.close()]);
  });
  const simulators = { alpha, beta };
  const connections = (["alpha", "beta"] as const).map((id) => {
    const { baseUrl: apiBaseUrl, customerId, clientId, clientSecret } = simulators[id];
    const seenBy = visibleTo[id];
    const access = seenBy === undefined ? {} : { visibleTo: seenBy };
    return { id, name: `Customer ${id}`, apiBaseUrl, customerId, clientId, clientSecret, ...access };
  });
  for (const [name, { control }] of Object.entries(simulators)) {
    for (const { id } of await control.catalogs()) {
      await control.patchCatalog(id, { name: `of ${name}`, allocationType: "Random", isRemotePcCatalog: false });
    }
  }
  const deck = await startDeck({ simulator: alpha, config: { connections } });
  const get = (connection: string, path: string, person: PersonHeaders, headers: Record<string, string> = {}) =>
    deck.app.inject({ url: `/api/connections/${connection}/${path}`, headers: { ...person, ...headers } });
  return { deck, alpha, beta, get };
}

const start = (deck: Deck, connection: string, catalogId: string, person: PersonHeaders, body: object, key: string) =>
  deck.app.inject({
    method: "POST",
    url: `/api/connections/${connection}/catalogs/${catalogId}/image-updates`,
    headers: { ...person, "idempotency-key": key },
    payload: body,
  });

describe("two customers whose ids collide", () => {
  test("are read apart: lists, one catalog, one image, and what a browser has already", async () => {
    const { deck, alpha, beta, get } = await startWithTwo();
    const admin = await deck.signIn("admin");
    expect(alpha.siteId).toBe(beta.siteId);
    const ids = async (name: "alpha" | "beta") =>
      (await get(name, "catalogs", admin)).json<CatalogList>().items.map(({ id }) => id);
    expect(await ids("alpha")).toEqual(await ids("beta"));
    const [catalogId] = await ids("alpha");
    const [image] = (await get("alpha", "images", admin)).json<ImageList>().items;
    await alpha.control.patchImage(image?.id ?? "", { name: "image of alpha" });
    await beta.control.patchImage(image?.id ?? "", { name: "image of beta" });
    deck.clock.advance(10 * 60_000);
    for (const path of ["catalogs", `catalogs/${catalogId}`, "images", `images/${image?.id}`]) {
      const [ofAlpha, ofBeta] = [await get("alpha", path, admin), await get("beta", path, admin)];
      expect(ofAlpha.body, path).toContain("of alpha");
      expect(ofAlpha.body, path).not.toContain("of beta");
      expect(ofBeta.body, path).toContain("of beta");
      expect(ofBeta.body, path).not.toContain("of alpha");
      const crossed = await get("beta", path, admin, { "if-none-match": String(ofAlpha.headers.etag) });
      expect(crossed.statusCode, path).toBe(200);
      expect(crossed.body, path).toContain("of beta");
    }
  });

  test("are updated apart: an update of one is none of the other's, also under the same key", async () => {
    const { deck, alpha, beta, get } = await startWithTwo();
    const admin = await deck.signIn("admin");
    const images = (await get("alpha", "images", admin)).json<ImageList>().items.map(({ id }) => id);
    const [from = "", to = ""] = images;
    const catalogs = (await get("alpha", "catalogs", admin)).json<CatalogList>().items;
    const catalogId = catalogs[0]?.id ?? "";
    for (const { control } of [alpha, beta]) {
      await control.patchCatalog(catalogId, { state: "Active", imageId: from, region: "one", warnings: [] });
      for (const id of [from, to]) {
        await control.patchImage(id, {
          state: "Ready",
          sessionSupport: "Both",
          osPlatform: "Windows",
          isServerOs: false,
          isDeprecated: false,
          vdaVersion: "2507",
          region: "one",
        });
      }
    }
    const body = { imageId: to, expectedImageId: from, vdaUpdateDelay: 60, reason: "for alpha" };
    const accepted = await start(deck, "alpha", catalogId, admin, body, "one-key");
    expect(accepted.statusCode, accepted.body).toBe(202);
    const update = accepted.json<ImageUpdate>();
    const posts = async () =>
      Promise.all(
        [alpha, beta].map(async ({ control }) => (await control.log({ operation: "startImageUpdate" })).length),
      );
    expect(await posts()).toEqual([1, 0]);

    expect(problemOf(await get("beta", `image-updates/${update.id}`, admin)).status).toBe(404);
    expect((await get("beta", "image-updates", admin)).json()).toEqual({ items: [] });
    expect((await get("beta", `image-updates?catalogId=${catalogId}`, admin)).json()).toEqual({ items: [] });
    const other = await get("beta", `catalogs/${catalogId}`, admin);
    expect(other.body).not.toContain("for alpha");
    expect(other.json()).not.toHaveProperty("activeUpdate");
    expect((await get("alpha", `catalogs/${catalogId}`, admin)).json()).toHaveProperty("activeUpdate.id", update.id);

    const reused = await start(deck, "beta", catalogId, admin, body, "one-key");
    expect(problemOf(reused)).toMatchObject({ status: 422, code: "idempotency-key-reused" });
    expect(reused.body).not.toContain("for alpha");
    expect(await posts()).toEqual([1, 0]);
    const own = await start(deck, "beta", catalogId, admin, { ...body, reason: "for beta" }, "another-key");
    expect(own.statusCode, own.body).toBe(202);
    expect(await posts()).toEqual([1, 1]);

    const decision = await deck.app.inject({
      method: "POST",
      url: `/api/connections/beta/image-updates/${update.id}/decision`,
      headers: admin,
      payload: { outcome: "started", reason: "seen", seenVersion: "x" },
    });
    expect(decision.statusCode).toBe(404);
    // Time passes for alpha alone: its update ends, beta's runs on.
    await alpha.control.advance(200_000);
    deck.clock.advance(200_000);
    for (let step = 0; step < 5; step++) {
      await deck.app.updateWatcher.runDue();
      deck.clock.advance(30_000);
    }
    const stateOf = async (name: string) =>
      (await get(name, "image-updates", admin))
        .json<{ items: ImageUpdate[] }>()
        .items.map(({ state, reason }) => [reason, state]);
    expect(await stateOf("alpha")).toEqual([["for alpha", "succeeded"]]);
    expect(await stateOf("beta")).toEqual([["for beta", "running"]]);
  });
});

/** A body that the route takes: what is refused is the connection alone. */
function bodyFor(method: string, url: string): object {
  const target = { catalogId: "a", imageId: "b", expectedImageId: "c", wave: 1 };
  const plan = { targets: [target], gate: { kind: "none" }, vdaUpdateDelay: 0, start: { kind: "now" } };
  if (url.endsWith("/start-nothing")) return { on: false };
  if (url.endsWith("/decision")) return { outcome: "started", reason: "seen", seenVersion: "x" };
  if (url.endsWith("/rollouts") || url.endsWith("/check")) return plan;
  if (url.includes("/rollouts/")) return method === "PUT" ? { ...plan, version: 1 } : { version: 1 };
  return { imageId: "a", expectedImageId: "b", vdaUpdateDelay: 0 };
}

describe("a connection that is shown to some only", () => {
  const sessionOf = async (deck: Deck, person: PersonHeaders) =>
    (await deck.app.inject({ url: "/api/session", headers: person })).json<Session>().connections.map(({ id }) => id);

  test.each([
    { visibleTo: { roles: ["helpdesk"] }, sees: { admin: false, helpdesk: true } },
    { visibleTo: { roles: ["admin"] }, sees: { admin: true, helpdesk: false } },
    { visibleTo: { people: ["HELPDESK"] }, sees: { admin: false, helpdesk: true } },
    { visibleTo: { roles: ["admin"], people: ["helpdesk"] }, sees: { admin: true, helpdesk: true } },
    { visibleTo: { people: ["somebody-else"] }, sees: { admin: false, helpdesk: false } },
  ] as const)("$visibleTo: admin $sees.admin, helpdesk $sees.helpdesk", async ({ visibleTo, sees }) => {
    const { deck } = await startWithTwo({ beta: visibleTo as unknown as VisibleTo });
    for (const who of ["admin", "helpdesk"] as const) {
      const expected = sees[who] ? ["alpha", "beta"] : ["alpha"];
      expect(await sessionOf(deck, await deck.signIn(who)), who).toEqual(expected);
    }
  });

  test("answers others on every route as one that there is not, and its Citrix is not asked", async () => {
    const { deck, beta } = await startWithTwo({ beta: { people: ["somebody-else"] } });
    const admin = await deck.signIn("admin");
    await beta.control.clearLog();
    const withoutIds = (answer: Answer, name: string) =>
      answer.body.replaceAll(name, "it").replace(/"requestId":"[^"]+"/, "");
    const routes = deck.app.knownRoutes.filter(({ url }) => url.includes(":connectionId"));
    expect(routes.length).toBeGreaterThan(8);
    for (const { method, url } of routes) {
      const ask = (connection: string) =>
        deck.app.inject({
          method: method as "GET",
          url: url.replace(":connectionId", connection).replaceAll(/:\w+/g, "some-id"),
          headers: { ...admin, "idempotency-key": "some-key" },
          ...(method === "GET" ? {} : { payload: bodyFor(method, url) }),
        });
      const [hidden, none] = [await ask("beta"), await ask("nowhere")];
      expect(hidden.statusCode, `${method} ${url}`).toBe(404);
      expect(none.statusCode).toBe(404);
      expect(withoutIds(hidden, "beta")).toBe(withoutIds(none, "nowhere"));
      expect(Object.keys(hidden.headers).sort()).toEqual(Object.keys(none.headers).sort());
    }
    expect(await beta.control.log()).toEqual([]);
  });
});
