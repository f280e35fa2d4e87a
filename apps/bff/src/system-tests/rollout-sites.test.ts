import type { CatalogList, Rollout, RolloutDetail, RolloutList } from "@catalog-deck/contract";
import { startSimulator } from "@catalog-deck/simulator";
import { describe, expect, onTestFinished, test } from "vitest";
import { problemOf } from "../testing/answers.ts";
import { type Deck, type PersonHeaders, startDeck } from "../testing/deck.ts";
import { deckWith, type Fleet, fleetOf, plan, planFor, postsFor, rolloutOf, untilEnded } from "../testing/rollouts.ts";

const connections = ["default", "west"] as const;

/** One site with two connections; `west` names the site, `default` takes the first. */
async function sharedDeck(count: number) {
  const made = await deckWith(count);
  const { deck } = made;
  const [east] = deck.config.connections;
  if (east === undefined) throw new Error("a deck has a connection");
  await deck.stop();
  deck.config.connections.push({ ...east, id: "west", name: "West", siteId: deck.simulator.siteId });
  await deck.start();
  const admin = await deck.signIn("admin");
  for (const connection of connections) await at(deck, admin, connection, "catalogs");
  await deck.control.clearLog();
  return { ...made, admin };
}

const at = (deck: Deck, person: PersonHeaders, connection: string, path: string) =>
  deck.app.inject({ url: `/api/connections/${connection}/${path}`, headers: person });

const actAt = (deck: Deck, person: PersonHeaders, connection: string, path: string, payload: object) =>
  deck.app.inject({ method: "POST", url: `/api/connections/${connection}/rollouts/${path}`, headers: person, payload });

const planAt = (deck: Deck, person: PersonHeaders, connection: string, payload: object, key = `key-${connection}`) =>
  deck.app.inject({
    method: "POST",
    url: `/api/connections/${connection}/rollouts`,
    headers: { ...person, "idempotency-key": key },
    payload,
  });

describe("two connections to one site", () => {
  test.each(["one after the other", "at once"])("plan one rollout for a catalog, %s", async (when) => {
    const { deck, admin, fleet } = await sharedDeck(2);
    const ask = (connection: string) => planAt(deck, admin, connection, planFor(fleet, [1, 2]));
    const answers =
      when === "at once" ? await Promise.all(connections.map(ask)) : [await ask("default"), await ask("west")];
    const [planned, refused] = answers.toSorted((a, b) => a.statusCode - b.statusCode);
    expect([planned?.statusCode, refused?.statusCode], refused?.body).toEqual([202, 409]);
    expect(refused?.json()).toMatchObject({ code: "rollout-busy" });
    expect(await deck.store.selectFrom("rollouts").select("id").execute()).toHaveLength(1);
    await deck.pass(30_000);
    await untilEnded(deck);
    await untilEnded(deck);
    expect((await postsFor(deck)).sort()).toEqual(fleet.catalogs.map(({ id }) => id).sort());
  });

  test("show it and act on it alike, and its catalogs say so in both", async () => {
    const { deck, admin, fleet, idOf } = await sharedDeck(2);
    const { id } = (await plan(deck, admin, planFor(fleet, [1, 2], { gate: { kind: "person" } }))).json<Rollout>();
    await deck.pass(30_000);
    await untilEnded(deck);
    for (const connection of connections) {
      const seen = (await at(deck, admin, connection, `rollouts/${id}`)).json<RolloutDetail>();
      expect(seen, connection).toMatchObject({ state: "held", hold: { reason: "gate" } });
      const { items } = (await at(deck, admin, connection, "rollouts")).json<RolloutList>();
      expect(items.map((one) => one.id)).toEqual([id]);
      const { items: catalogs } = (await at(deck, admin, connection, "catalogs")).json<CatalogList>();
      const waiting = catalogs.find((catalog) => catalog.id === idOf(1));
      expect(waiting, connection).toMatchObject({ rollout: { id, targetState: "waiting" } });
    }
    const { version } = await rolloutOf(deck, admin, id);
    const passed = await actAt(deck, admin, "west", `${id}/continue`, { version });
    expect(passed.json(), passed.body).toMatchObject({ state: "running" });
    expect((await actAt(deck, admin, "default", `${id}/cancel`, { version })).statusCode).toBe(412);
    await deck.pass(1_000);
    await untilEnded(deck);
    expect(await rolloutOf(deck, admin, id)).toMatchObject({ state: "completed" });
    expect(await deck.posts()).toBe(2);
  });

  test("a single update through the other one is waited for, and not sent again", async () => {
    const { deck, admin, fleet, idOf } = await sharedDeck(2);
    const { id } = (await plan(deck, admin, planFor(fleet, [1, 2]))).json<Rollout>();
    await deck.pass(30_000);
    const single = await deck.app.inject({
      method: "POST",
      url: `/api/connections/west/catalogs/${idOf(1)}/image-updates`,
      headers: { ...admin, "idempotency-key": "single" },
      payload: {
        imageId: fleet.imageId,
        expectedImageId: fleet.fromImageId,
        vdaUpdateDelay: 60,
        acknowledgedWarnings: ["in-rollout"],
      },
    });
    expect(single.statusCode, single.body).toBe(202);
    await untilEnded(deck);
    await untilEnded(deck);
    const ended = await rolloutOf(deck, admin, id);
    expect(ended).toMatchObject({ state: "completed" });
    expect(ended.targets[1]).toMatchObject({ state: "skipped", skipReason: { reason: "alreadyOnImage" } });
    expect(await deck.posts()).toBe(2);
  });

  test("it goes on through the other one when the one that it was planned through is gone", async () => {
    const { deck, admin, fleet } = await sharedDeck(2);
    const { id } = (await plan(deck, admin, planFor(fleet, [1, 2]))).json<Rollout>();
    await deck.pass(30_000);
    await deck.stop();
    deck.config.connections.shift();
    await deck.start();
    await at(deck, admin, "west", "catalogs");
    await untilEnded(deck);
    await untilEnded(deck);
    const ended = (await at(deck, admin, "west", `rollouts/${id}`)).json<RolloutDetail>();
    expect(ended).toMatchObject({ state: "completed", counts: { succeeded: 2 } });
    expect(await deck.posts()).toBe(2);
  });
});

describe("a body or a path for another connection", () => {
  /** Two customers whose sites and catalogs have the very same ids; `fleet` is the first one's, as far as images go. */
  async function twoCustomers(sameIds: boolean) {
    const simulators = await Promise.all(
      ["contoso", "fabrikam"].map((customerId, place) =>
        startSimulator({
          customerId,
          clock: "stepped",
          fleet: { catalogs: sameIds || place === 0 ? 3 : 12, images: 8 },
          updateDurationMs: 90_000,
          ...(sameIds ? { siteId: "one-site" } : {}),
        }),
      ),
    );
    const [contoso, fabrikam] = simulators;
    if (contoso === undefined || fabrikam === undefined) throw new Error("two simulators were started");
    onTestFinished(async () => {
      await Promise.all(simulators.map((simulator) => simulator.close()));
    });
    const deck = await startDeck({
      simulator: contoso,
      config: {
        connections: simulators.map(({ baseUrl: apiBaseUrl, customerId, clientId, clientSecret }, place) => ({
          id: place === 0 ? "default" : "other",
          name: customerId,
          apiBaseUrl,
          customerId,
          clientId,
          clientSecret,
        })),
      },
    });
    const admin = await deck.signIn("admin");
    const fleet = await fleetOf(deck, admin, 2);
    await at(deck, admin, "other", "catalogs");
    return { deck, admin, fleet, fabrikam };
  }

  const rollouts = (deck: Deck) => deck.store.selectFrom("rollouts").select(["id", "state", "version"]).execute();

  test("catalogs that only the other one has are unknown, and nothing is stored", async () => {
    const { deck, admin, fabrikam, fleet } = await twoCustomers(false);
    const theirs = (await fabrikam.control.catalogs()).at(-1)?.id.toLowerCase() ?? "";
    const [mine] = planFor(fleet, [1]).targets;
    const body = { ...planFor(fleet, [1]), targets: [mine, { ...mine, catalogId: theirs }] };
    const refused = problemOf(await planAt(deck, admin, "default", body));
    expect(refused).toMatchObject({
      status: 422,
      code: "rollout-refused",
      targets: [{ catalogId: theirs, verdict: "blocked", rules: [{ code: "catalog-unknown" }] }],
    });
    expect(await rollouts(deck)).toEqual([]);
  });

  test.each([["connectionId"], ["customerId"]])("a body with %s is refused, naming it", async (field) => {
    const { deck, admin, fleet } = await deckWith(1);
    const refused = problemOf(await planAt(deck, admin, "default", { ...planFor(fleet, [1]), [field]: "other" }));
    expect(refused.status).toBe(400);
    expect(JSON.stringify(refused.errors)).toContain(field);
    expect(await rollouts(deck)).toEqual([]);
  });

  test("a rollout is not there for the other one, whatever is asked of it, and keeps none of its catalogs", async () => {
    const { deck, admin, fleet, fabrikam } = await twoCustomers(true);
    const { id } = (await planAt(deck, admin, "default", planFor(fleet, [1, 2]))).json<Rollout>();
    const before = await rollouts(deck);
    const [first] = fleet.catalogs;
    expect((await fabrikam.control.catalogs()).map((one) => one.id.toLowerCase())).toContain(first?.id);
    expect((await at(deck, admin, "other", `rollouts/${id}`)).statusCode).toBe(404);
    expect((await at(deck, admin, "other", "rollouts")).json<RolloutList>().items).toEqual([]);
    const paths = ["pause", "resume", "continue", "cancel", "retry-failed", `targets/${first?.id}/skip`];
    for (const path of paths) {
      const answer = await actAt(deck, admin, "other", `${id}/${path}`, { version: 1 });
      expect([path, answer.statusCode]).toEqual([path, 404]);
    }
    const put = await deck.app.inject({
      method: "PUT",
      url: `/api/connections/other/rollouts/${id}`,
      headers: admin,
      payload: { ...planFor(fleet, [1, 1]), version: 1 },
    });
    expect(put.statusCode).toBe(404);
    expect(await rollouts(deck)).toEqual(before);
    const { items } = (await at(deck, admin, "other", "catalogs")).json<CatalogList>();
    expect(items.filter((catalog) => "rollout" in catalog)).toEqual([]);
  });

  test("a rollout of the other one cannot be rolled back from here", async () => {
    const { deck, admin, fleet } = await twoCustomers(true);
    const { id } = (await planAt(deck, admin, "default", planFor(fleet, [1]))).json<Rollout>();
    const back = backOf(fleet, id);
    const refused = problemOf(await planAt(deck, admin, "other", back));
    expect(refused).toMatchObject({ status: 422, errors: [{ field: "rollbackOf" }] });
    expect(await rollouts(deck)).toHaveLength(1);
  });
});

function backOf(fleet: Fleet, rollbackOf: string) {
  const { targets, ...rest } = planFor(fleet, [1]);
  const turned = targets.map((one) => ({ ...one, imageId: fleet.fromImageId, expectedImageId: fleet.imageId }));
  return { ...rest, targets: turned, rollbackOf };
}
