import { sql } from "kysely";
import { expect, onTestFinished, test } from "vitest";
import type { MetricsConfig } from "../config/metrics.ts";
import { openStore } from "../store/database.ts";
import { problemOf } from "../testing/answers.ts";
import { startDeck } from "../testing/deck.ts";
import { eventually } from "../testing/eventually.ts";
import { RealPostgres } from "../testing/postgres.ts";
import { listenForMetrics } from "./metrics.ts";

const token = "a.Token-of_this~test=";
const withToken = { authorization: `Bearer ${token}` };

const deckWith = (metrics: MetricsConfig) => startDeck({ config: { metrics } });

test("nobody reads metrics where none are configured, nor where they have a port of their own", async () => {
  for (const deck of [await startDeck(), await deckWith({ listener: { host: "127.0.0.1", port: 0 } })]) {
    for (const headers of [{}, withToken]) {
      expect(problemOf(await deck.app.inject({ url: "/metrics", headers }))).toMatchObject({ status: 404 });
    }
  }
});

test.each(["", "Bearer", "Bearer ", "Bearer a.Token-of_this~tesT=", `Bearer ${token}x`, `Basic ${token}`, token])(
  "%j is not the token, and is told no more than that",
  async (authorization) => {
    const { app } = await deckWith({ token });
    const answer = await app.inject({ url: "/metrics", headers: authorization === "" ? {} : { authorization } });
    expect(problemOf(answer)).toMatchObject({ status: 401, code: "wrong-credentials" });
    expect(answer.headers["www-authenticate"]).toBe("Bearer");
    expect(answer.body).not.toContain("process_");
  },
);

test("whoever has the token reads the process and the requests by route, never by address", async () => {
  const { app } = await deckWith({ token });
  await app.inject("/api/connections/default/catalogs/someones-catalog");
  await app.inject("/api/nowhere");
  const { statusCode, headers, body } = await app.inject({ url: "/metrics", headers: withToken });
  expect(statusCode).toBe(200);
  expect(headers).toMatchObject({ "cache-control": "no-store", "content-type": expect.stringContaining("text/plain") });
  expect(body).toMatch(/^process_resident_memory_bytes \d+/m);
  expect(body).toMatch(/^catalog_deck_build_info\{version="\d[^"]*",node_version="\d[^"]*"\} 1$/m);
  expect(body).toMatch(
    /^http_server_request_duration_seconds_count\{http_request_method="GET",http_response_status_code="401",url_scheme="http",http_route="\/api\/connections\/:connectionId\/catalogs\/:catalogId"\} 1$/m,
  );
  expect(body).toMatch(/^http_server_active_requests\{http_request_method="GET",url_scheme="http"\} 1$/m);
  expect(body).not.toMatch(/someones-catalog|nowhere/);
});

test("while the database is away its figures are missing, and everything else is told", async () => {
  const deck = await deckWith({ token });
  const read = async () => (await deck.app.inject({ url: "/metrics", headers: withToken })).body;
  expect(await read()).toMatch(/^catalog_deck_database_up 1$/m);
  expect(await read()).toMatch(/^catalog_deck_image_updates_undecided 0$/m);
  await deck.store.destroy();
  const body = await read();
  expect(body).toMatch(/^catalog_deck_database_up 0$/m);
  expect(body).not.toMatch(/^catalog_deck_(image_updates_undecided|audit_entries) /m);
  expect(body).toMatch(/^process_resident_memory_bytes \d+/m);
});

test("an instance that does not hear what others change tells so; alone on SQLite it has nobody to hear", async () => {
  const postgres = await RealPostgres.start();
  const store = await openStore({ kind: "postgres", url: postgres.url() });
  onTestFinished(async () => {
    await store.destroy();
    await postgres.close();
  });
  const { app } = await startDeck({ store, config: { metrics: { token } } });
  const tells = (figure: string) => eventually(async () => expect(await app.metrics.metrics()).toContain(figure));
  await tells("\ncatalog_deck_change_notices_connected 1\n");
  // Who is connected stays so.
  await sql`alter role current_user nologin`.execute(store);
  await sql`select pg_terminate_backend(pid) from pg_stat_activity
    where application_name = 'catalog-deck changes'`.execute(store);
  await tells("\ncatalog_deck_change_notices_connected 0\n");
  await tells("\ncatalog_deck_database_up 1\n");
  await sql`alter role current_user login`.execute(store);
  await tells("\ncatalog_deck_change_notices_connected 1\n");
  const alone = await deckWith({ token });
  expect(await alone.app.metrics.metrics()).not.toContain("change_notices");
});

async function askListener(config: MetricsConfig) {
  const { app } = await deckWith(config);
  const listening = await listenForMetrics(app.metrics, config);
  if (listening === undefined) throw new Error("nothing listens");
  onTestFinished(() => listening.close());
  return (path: string, headers: Record<string, string> = {}) =>
    fetch(`${listening.listeningOrigin}${path}`, { headers });
}

test("a listener of their own tells the metrics and nothing else", async () => {
  const ask = await askListener({ listener: { host: "127.0.0.1", port: 0 } });
  expect(await (await ask("/metrics")).text()).toContain("catalog_deck_database_up 1");
  for (const path of ["/", "/healthz", "/api/session", "/metrics/x"]) expect((await ask(path)).status).toBe(404);
});

test("with a token, both places demand it", async () => {
  const config = { listener: { host: "127.0.0.1", port: 0 }, token };
  const ask = await askListener(config);
  expect((await ask("/metrics")).status).toBe(401);
  expect((await ask("/metrics", withToken)).status).toBe(200);
  const { app } = await deckWith(config);
  expect((await app.inject("/metrics")).statusCode).toBe(401);
  expect((await app.inject({ url: "/metrics", headers: withToken })).statusCode).toBe(200);
});
