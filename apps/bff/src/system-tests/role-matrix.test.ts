import type { ImageUpdate } from "@catalog-deck/contract";
import { expect, test } from "vitest";
import type { KnownRoute } from "../http/known-routes.ts";
import { type Inject, problemOf } from "../testing/answers.ts";
import { builtWebApp } from "../testing/built-web-app.ts";
import { type Deck, readyToUpdate, startDeck } from "../testing/deck.ts";

/**
 * Who may call what: every route of the server with the answer that each role gets to an empty request, on an unknown
 * id where the address has one. 401: nobody is signed in. 403: the role may not. Everything else got past the guard.
 * A new route needs a line here; HEAD answers as GET does.
 */
const matrix = `
  access  | route                                                                     | nobody | display | helpdesk | admin
  anyone  | GET    /*                                                                 | 200    | 200     | 200      | 200
  anyone  | GET    /api/auth/oidc/callback                                            | 404    | 404     | 404      | 404
  anyone  | GET    /api/auth/oidc/start                                               | 404    | 404     | 404      | 404
  anyone  | GET    /api/openapi.json                                                  | 200    | 200     | 200      | 200
  anyone  | GET    /api/sign-in-methods                                               | 200    | 200     | 200      | 200
  anyone  | GET    /healthz                                                           | 200    | 200     | 200      | 200
  anyone  | GET    /metrics                                                           | 404    | 404     | 404      | 404
  anyone  | GET    /readyz                                                            | 200    | 200     | 200      | 200
  anyone  | POST   /api/auth/oidc/back-channel-logout                                 | 415    | 415     | 415      | 415
  anyone  | POST   /api/session                                                       | 400    | 400     | 400      | 400
  anyone  | POST   /api/set-up                                                        | 400    | 400     | 400      | 400
  viewer  | DELETE /api/session                                                       | 401    | 403     | 204      | 204
  viewer  | GET    /api/connections/:connectionId/catalogs                            | 401    | 200     | 200      | 200
  viewer  | GET    /api/connections/:connectionId/catalogs/:catalogId                 | 401    | 403     | 404      | 404
  viewer  | GET    /api/connections/:connectionId/image-updates                       | 401    | 403     | 200      | 200
  viewer  | GET    /api/connections/:connectionId/image-updates/:updateId             | 401    | 403     | 404      | 404
  viewer  | GET    /api/connections/:connectionId/image-updates/durations             | 401    | 403     | 200      | 200
  viewer  | GET    /api/connections/:connectionId/image-updates/people                | 401    | 403     | 200      | 200
  viewer  | GET    /api/connections/:connectionId/images                              | 401    | 403     | 200      | 200
  viewer  | GET    /api/connections/:connectionId/images/:imageId                     | 401    | 403     | 404      | 404
  viewer  | GET    /api/session                                                       | 401    | 200     | 200      | 200
  viewer  | POST   /api/auth/oidc/sign-out                                            | 401    | 403     | 200      | 200
  viewer  | DELETE /api/sessions                                                      | 401    | 403     | 204      | 204
  viewer  | DELETE /api/sessions/:sessionId                                           | 401    | 403     | 400      | 400
  viewer  | GET    /api/sessions                                                      | 401    | 403     | 200      | 200
  viewer  | GET    /api/settings                                                        | 401    | 403     | 200      | 200
  viewer  | PUT    /api/settings/notifications                                          | 401    | 403     | 400      | 400
  viewer  | PUT    /api/settings/saved-views                                            | 401    | 403     | 400      | 400
  viewer  | PUT    /api/session/password                                              | 401    | 403     | 400      | 400
  admin   | GET    /api/accounts                                                      | 401    | 403     | 403      | 200
  admin   | PATCH  /api/accounts/:accountId                                           | 401    | 403     | 403      | 400
  admin   | POST   /api/accounts                                                      | 401    | 403     | 403      | 400
  admin   | POST   /api/accounts/:accountId/password                                  | 401    | 403     | 403      | 400
  admin   | GET    /api/audit                                                         | 401    | 403     | 403      | 200
  admin   | GET    /api/audit/export                                                  | 401    | 403     | 403      | 400
  admin   | GET    /api/audit/people                                                  | 401    | 403     | 403      | 200
  admin   | GET    /api/audit/verification                                            | 401    | 403     | 403      | 200
  admin   | POST   /api/connections/:connectionId/catalogs/:catalogId/image-updates   | 401    | 403     | 403      | 400
  admin   | POST   /api/connections/:connectionId/catalogs/:catalogId/image-updates/dry-run | 401    | 403     | 403      | 400
  admin   | POST   /api/connections/:connectionId/image-updates/:updateId/decision    | 401    | 403     | 403      | 400
  viewer  | GET    /api/connections/:connectionId/rollouts                            | 401    | 200     | 200      | 200
  viewer  | GET    /api/connections/:connectionId/rollouts/:rolloutId                 | 401    | 403     | 404      | 404
  viewer  | GET    /api/connections/:connectionId/start-nothing                       | 401    | 403     | 200      | 200
  admin   | POST   /api/connections/:connectionId/rollouts                            | 401    | 403     | 403      | 400
  admin   | POST   /api/connections/:connectionId/rollouts/check                      | 401    | 403     | 403      | 400
  admin   | PUT    /api/connections/:connectionId/rollouts/:rolloutId                 | 401    | 403     | 403      | 400
  admin   | PUT    /api/connections/:connectionId/start-nothing                       | 401    | 403     | 403      | 400
  admin   | POST   /api/connections/:connectionId/rollouts/:rolloutId/pause | 401    | 403     | 403      | 400
  admin   | POST   /api/connections/:connectionId/rollouts/:rolloutId/resume | 401    | 403     | 403      | 400
  admin   | POST   /api/connections/:connectionId/rollouts/:rolloutId/continue | 401    | 403     | 403      | 400
  admin   | POST   /api/connections/:connectionId/rollouts/:rolloutId/cancel | 401    | 403     | 403      | 400
  admin   | POST   /api/connections/:connectionId/rollouts/:rolloutId/retry-failed | 401    | 403     | 403      | 400
  admin   | POST   /api/connections/:connectionId/rollouts/:rolloutId/targets/:catalogId/skip | 401    | 403     | 403      | 400
`;

const roles = ["nobody", "display", "helpdesk", "admin"] as const;
type Who = (typeof roles)[number];

const addressOf = ({ url }: { url: string }) =>
  url.replace(":connectionId", "default").replaceAll(/:\w+/g, "unknown-id").replace("*", "");

/** Signs someone in, again at each call: some routes end sessions. */
const injectAs = (deck: Deck, who: Who): Promise<Inject> | Inject =>
  who === "nobody" ? (options) => deck.app.inject(options) : deck.injectAs(who);

const ask = (inject: Inject, route: Pick<KnownRoute, "url">, method: string) =>
  inject({
    method: method as "GET",
    url: addressOf(route),
    ...(["GET", "HEAD", "DELETE"].includes(method) ? {} : { payload: {} }),
  });

/** A fixed word may stand where another route has an id. */
const fits = ({ url, pattern }: KnownRoute, address: string) => !url.includes("*") && pattern.test(address);

const lineOf = ({ access, method, url }: KnownRoute, answers: readonly number[]) =>
  [access.padEnd(7), `${method.padEnd(6)} ${url}`.padEnd(73), ...answers].join(" | ");

/** The lines of a table, their spaces made even. */
const linesOf = (table: string) =>
  table
    .split("\n")
    .map((line) => line.trim().replaceAll(/\s+/g, " "))
    .filter((line) => line !== "" && !line.startsWith("access"));

test("every route answers each role as the matrix says", async () => {
  const deck = await startDeck({ webRoot: await builtWebApp() });
  const lines: string[] = [];
  for (const route of deck.app.knownRoutes.filter(({ method }) => method !== "HEAD")) {
    const answers: number[] = [];
    for (const who of roles) answers.push((await ask(await injectAs(deck, who), route, route.method)).statusCode);
    lines.push(lineOf(route, answers));
  }
  const wanted = new Set(linesOf(matrix));
  const found = new Set(linesOf(lines.join("\n")));
  const unexpected = lines.filter((line) => !wanted.has(linesOf(line)[0] ?? ""));
  const missing = [...wanted].filter((line) => !found.has(line));
  expect(
    { unexpected, missing },
    [
      "The role matrix in apps/bff/src/system-tests/role-matrix.test.ts does not fit the server's routes.",
      "For a new route decide who may call it, then add its line:",
      ...unexpected.map((line) => `  ${line}`),
      "Lines that no route answers so (any more): change or remove them:",
      ...missing.map((line) => `  ${line}`),
    ].join("\n"),
  ).toEqual({ unexpected: [], missing: [] });
});

test("HEAD is open to those that GET is open to, and to nobody else", async () => {
  const deck = await startDeck({ webRoot: await builtWebApp() });
  const { knownRoutes } = deck.app;
  const addresses = (wanted: string) => knownRoutes.filter(({ method }) => method === wanted).map(({ url }) => url);
  expect(addresses("HEAD").sort()).toEqual(addresses("GET").sort());
  for (const who of roles) {
    const inject = await injectAs(deck, who);
    for (const route of knownRoutes.filter(({ method }) => method === "HEAD")) {
      const [head, get] = [await ask(inject, route, "HEAD"), await ask(inject, route, "GET")];
      expect(head.statusCode, `HEAD ${route.url} as ${who}`).toBe(get.statusCode);
      expect(head.body).toBe("");
    }
  }
});

test("methods that no route has do nothing for anybody", async () => {
  const deck = await startDeck({ webRoot: await builtWebApp() });
  const byUrl = Map.groupBy(deck.app.knownRoutes, ({ url }) => url);
  for (const who of roles) {
    const inject = await injectAs(deck, who);
    for (const url of byUrl.keys()) {
      const fitting = deck.app.knownRoutes.filter((route) => route.url === url || fits(route, addressOf({ url })));
      const known = new Set(fitting.map(({ method }) => method));
      for (const method of ["OPTIONS", "TRACE", "PUT", "PATCH", "POST", "DELETE"].filter((one) => !known.has(one))) {
        const answer = await ask(inject, { url }, method);
        expect([404, 405], `${method} ${url} as ${who}`).toContain(answer.statusCode);
        expect(problemOf(answer).status).toBe(answer.statusCode);
      }
    }
  }
  expect(await deck.simulator.control.log()).toEqual([]);
});

test("neither helpdesk nor a display can start an update, try one out, roll one back or decide about one", async () => {
  const deck = await startDeck();
  const admin = await deck.signIn("admin");
  const { catalog, body } = await readyToUpdate(deck, admin);
  const { id } = (await deck.startUpdate(admin, catalog.id, body)).json<ImageUpdate>();
  await deck.store.updateTable("image_updates").set({ blocks_catalog: 0 }).execute();
  const updates = `/api/connections/default/catalogs/${catalog.id}/image-updates`;
  const back = { ...body, imageId: body.expectedImageId, expectedImageId: body.imageId, reason: "back" };
  const seen = { outcome: "started", reason: "I saw it", seenVersion: "any" };
  const tries: [key: string, url: string, payload: object][] = [
    ["another-key", updates, body],
    ["another-key", updates, back],
    // The administrator's own key: its first answer is not given out either.
    ["key-of-this-test", updates, body],
    ["", `${updates}/dry-run`, body],
    ["", `/api/connections/default/image-updates/${id}/decision`, seen],
  ];
  for (const who of ["helpdesk", "display"] as const) {
    const person = await deck.signIn(who);
    for (const [key, url, payload] of tries) {
      const headers = { ...person, "idempotency-key": key };
      const answer = await deck.app.inject({ method: "POST", url, headers, payload });
      expect([answer.statusCode, problemOf(answer).code], `${url} as ${who}`).toEqual([403, "forbidden"]);
    }
  }
  expect(await deck.posts()).toBe(1);
});

test("what only admins may is refused to helpdesk with an audit entry, and Citrix is not asked", async () => {
  const deck = await startDeck();
  const admin = await deck.injectAs("admin");
  const refused = deck.app.knownRoutes.filter(({ access }) => access === "admin");
  expect(refused.length).toBeGreaterThan(0);
  const helpdesk = await deck.injectAs("helpdesk");
  await deck.simulator.control.clearLog();
  for (const route of refused) {
    const answer = await ask(helpdesk, route, route.method);
    expect(answer.statusCode, `${route.method} ${route.url}`).toBe(403);
    expect(await deck.simulator.control.log()).toEqual([]);
    const [newest] = (await admin({ url: "/api/audit?limit=1" })).json().items;
    expect(newest).toMatchObject({
      kind: "refused",
      actor: { displayName: "Test helpdesk", role: "helpdesk" },
      details: { reason: "role", method: route.method, route: route.url },
    });
  }
});
