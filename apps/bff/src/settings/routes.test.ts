import type { Settings } from "@catalog-deck/contract";
import { expect, test } from "vitest";
import { putSetting } from "../store/person-settings.ts";
import { type Inject, problemOf } from "../testing/answers.ts";
import { startDeck } from "../testing/deck.ts";

const eu = { name: "Europe, broken first", search: "region=westeurope&sort=state" };
const table = { name: "As a table", search: "view=table" };

const put = (inject: Inject, address: string, payload: object) =>
  inject({ method: "PUT", url: `/api/settings/${address}`, payload });
const settingsOf = async (inject: Inject) => (await inject({ url: "/api/settings" })).json<Settings>();

test("saved views and the choice of notifications are one's own, helpdesk's too", async () => {
  const deck = await startDeck();
  const [admin, helpdesk] = [await deck.injectAs("admin"), await deck.injectAs("helpdesk")];
  expect(await settingsOf(admin)).toEqual({ savedViews: {} });

  const views = { views: [eu, table], default: eu.name };
  expect((await put(admin, "saved-views?connection=default", views)).statusCode).toBe(204);
  expect((await put(admin, "notifications", { choice: "mine" })).statusCode).toBe(204);
  expect((await put(helpdesk, "notifications", { choice: "all" })).statusCode).toBe(204);
  expect((await put(helpdesk, "notifications", { choice: "none" })).statusCode).toBe(204);

  expect(await settingsOf(admin)).toEqual({ notifications: { choice: "mine" }, savedViews: { default: views } });
  expect(await settingsOf(helpdesk)).toEqual({ notifications: { choice: "none" }, savedViews: {} });

  await deck.stop();
  await deck.start();
  expect(await settingsOf(await deck.injectAs("admin"))).toMatchObject({ notifications: { choice: "mine" } });
});

test.each([
  ["a view without a name", { views: [{ name: "  ", search: "" }] }, "views.0.name"],
  ["a long name", { views: [{ name: "x".repeat(81), search: "" }] }, "views.0.name"],
  ["parameters that no address has", { views: [{ name: "a", search: "q=a b" }] }, "views.0.search"],
  ["parameters without end", { views: [{ name: "a", search: "q".repeat(1_001) }] }, "views.0.search"],
  ["two of one name", { views: [eu, eu] }, "views"],
  ["too many", { views: Array.from({ length: 51 }, (_, index) => ({ name: `view ${index}`, search: "" })) }, "views"],
  ["a default that is none of them", { views: [eu], default: "another" }, "default"],
])("%s is refused", async (_, payload, field) => {
  const deck = await startDeck();
  const admin = await deck.injectAs("admin");
  const answer = await put(admin, "saved-views?connection=default", payload);
  expect(answer.statusCode).toBe(400);
  expect(problemOf(answer).errors?.map((error) => error.field)).toContain(field);
  expect(await settingsOf(admin)).toEqual({ savedViews: {} });
});

test("fields and values that nobody has agreed on are refused, and other names are not there", async () => {
  const deck = await startDeck();
  const admin = await deck.injectAs("admin");
  expect((await put(admin, "notifications", { choice: "sometimes" })).statusCode).toBe(400);
  expect((await put(admin, "notifications", { choice: "all", person: "hedy" })).statusCode).toBe(400);
  expect((await put(admin, "saved-views", { views: [] })).statusCode).toBe(400);
  expect((await put(admin, "anything", {})).statusCode).toBe(404);
});

test("the largest views that the schema allows are kept", async () => {
  const deck = await startDeck();
  const admin = await deck.injectAs("admin");
  const views = Array.from({ length: 50 }, (_, index) => ({
    name: `${"ü".repeat(77)} ${String(index).padStart(2, "0")}`,
    search: "q".repeat(1_000),
  }));
  expect((await put(admin, "saved-views?connection=default", { views })).statusCode).toBe(204);
  expect((await settingsOf(admin)).savedViews.default?.views).toEqual(views);
});

test("a connection that the person does not see has no views for them", async () => {
  const { config } = await startDeck();
  const [first] = config.connections;
  if (first === undefined) throw new Error("the test's server has no connection");
  const adminsOnly = { ...first, id: "emea", name: "EMEA", visibleTo: { roles: ["admin" as const] } };
  const deck = await startDeck({ config: { connections: [first, adminsOnly] } });
  const [admin, helpdesk] = [await deck.injectAs("admin"), await deck.injectAs("helpdesk")];
  expect((await put(admin, "saved-views?connection=emea", { views: [eu] })).statusCode).toBe(204);
  expect((await put(helpdesk, "saved-views?connection=emea", { views: [eu] })).statusCode).toBe(404);
  expect((await put(helpdesk, "saved-views?connection=nowhere", { views: [eu] })).statusCode).toBe(404);
  expect(await settingsOf(admin)).toEqual({ savedViews: { emea: { views: [eu] } } });
  expect(await settingsOf(helpdesk)).toEqual({ savedViews: {} });
});

test("another page cannot set anything in a person's name", async () => {
  const deck = await startDeck();
  const { cookie } = await deck.signIn("admin");
  const answer = await deck.app.inject({
    method: "PUT",
    url: "/api/settings/notifications",
    headers: { cookie },
    payload: { choice: "all" },
  });
  expect(answer.statusCode).toBe(403);
});

test("what another version kept and this one cannot read counts as not set", async () => {
  const deck = await startDeck();
  const admin = await deck.injectAs("admin");
  const { user } = (await admin({ url: "/api/session" })).json();
  const row = { person_id: user.id, updated_at: "2026-11-23T09:00:00.000Z" };
  await putSetting(deck.store, { ...row, name: "notifications", connection_id: "", value: '{"choice":"weekly"}' });
  await putSetting(deck.store, { ...row, name: "saved-views", connection_id: "default", value: "[]" });
  expect(await settingsOf(admin)).toEqual({ savedViews: {} });
});
