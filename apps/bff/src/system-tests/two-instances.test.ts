import type { CatalogList, ImageUpdateList } from "@catalog-deck/contract";
import { freePort, type Simulator, startSimulator } from "@catalog-deck/simulator";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { BffProcess } from "../../reliability/crash/bff-process.ts";
import { Caller } from "../../reliability/instances/caller.ts";
import { type RoundRobin, servedBy, startRoundRobin } from "../../reliability/instances/round-robin.ts";
import { updateTargets } from "../../reliability/instances/targets.ts";
import { openStore, type Store } from "../store/database.ts";
import { eventually } from "../testing/eventually.ts";
import { RealPostgres } from "../testing/postgres.ts";
import { firstAdmin, serverSettings } from "../testing/real-server.ts";

const updateDurationMs = 15_000;
/** Fifteen seconds, and five for a machine on which other tests run. */
const takenOverWithinMs = 20_000;

/** Two real server processes on one real PostgreSQL, behind a plain round-robin. The tests build on each other. */
describe("two instances on one database", () => {
  let postgres: RealPostgres;
  let simulator: Simulator;
  let store: Store;
  let instances: BffProcess[];
  let proxy: RoundRobin;
  let admin: Caller;
  let targets: Awaited<ReturnType<typeof updateTargets>>;
  let watched = "";

  const readsOf = async (catalogId: string) =>
    (await simulator.control.log({ operation: "getCatalog" })).filter(({ path }) => path.endsWith(`/${catalogId}`));
  const posts = async () => (await simulator.control.log({ operation: "startImageUpdate" })).length;
  const target = (place: number) => {
    const it = targets[place];
    if (it === undefined) throw new Error("too few catalogs");
    return it;
  };
  const instance = (place: number) => {
    const it = instances[place];
    if (it === undefined) throw new Error("there are two instances");
    return it;
  };
  const updatesVia = async (url: string) =>
    (await admin.get(`${url}/api/connections/default/image-updates`)).body as unknown as ImageUpdateList;
  const leaseOf = async (catalogId: string) =>
    await store.selectFrom("image_updates").selectAll().where("catalog_id", "=", catalogId).executeTakeFirstOrThrow();

  beforeAll(async () => {
    postgres = await RealPostgres.start();
    simulator = await startSimulator({ fleet: { catalogs: 8, images: 6 }, updateDurationMs });
    targets = await updateTargets(simulator, 4);
    const env = {
      DATABASE_URL: postgres.url(),
      SESSION_SECRET: "the same forty bytes for every instance",
      ...serverSettings(simulator),
    };
    const ports = [await freePort(), await freePort()];
    instances = ports.map((port) => new BffProcess(port, env));
    proxy = await startRoundRobin(ports);
  });
  afterAll(async () => {
    await Promise.all(instances.map((one) => one.kill()));
    await store.destroy();
    await proxy.close();
    await simulator.close();
    await postgres.close();
  });

  test("started at the same moment on an empty database, both are ready and everything is made once", async () => {
    await Promise.all(instances.map((one) => one.start()));
    store = await openStore({ kind: "postgres", url: postgres.url() });
    const accounts = await store.selectFrom("accounts").select("username").execute();
    expect(accounts).toEqual([{ username: firstAdmin.username }]);
    for (const one of instances) expect(one.output.trim()).toMatch(/^Catalog Deck is ready: \S+$/);
    const [one, two] = instances.map(({ readyAfterMs }) => Math.round(readyAfterMs[0] ?? 0));
    console.log(`two instances: ready ${one} ms and ${two} ms after a start at the same moment on an empty database`);
  });

  test("who signs in on one is signed in on the other, request by request", async () => {
    admin = await Caller.signIn(proxy.url, firstAdmin);
    const answers = [];
    for (let count = 0; count < 6; count++) answers.push(await admin.get(`${proxy.url}/api/session`));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
    const places = answers.map(({ headers }) => headers.get(servedBy));
    expect(new Set(places)).toEqual(new Set(["0", "1"]));
  });

  test("an update started on one refuses a second on the other, and both tell the same", async () => {
    const { catalogId, body } = target(0);
    const [one, two] = [instance(0).url, instance(1).url];
    await admin.get(`${two}/api/connections/default/catalogs`);
    expect((await admin.startUpdate(one, catalogId, body, "first")).status).toBe(202);
    await eventually(async () => {
      const list = (await admin.get(`${two}/api/connections/default/catalogs`)).body as unknown as CatalogList;
      expect(list.items.find(({ id }) => id === catalogId)).toMatchObject({ activeUpdate: { state: "running" } });
    });
    const second = await admin.startUpdate(two, catalogId, body, "second");
    expect(second).toMatchObject({ status: 409, body: { code: "catalog-busy" } });
    expect(await posts()).toBe(1);
    expect(await updatesVia(one)).toEqual(await updatesVia(two));
    watched = catalogId;
  });

  test("each update is read by one instance, every five seconds", async () => {
    // Right after its start, so that it is still under way: it takes 15 s.
    // A reading that is doubled lies within an interval. The first comes 2 s after the request.
    const before = (await readsOf(watched)).length;
    await vi.waitFor(async () => expect((await readsOf(watched)).length).toBeGreaterThan(before + 2), {
      timeout: 60_000,
      interval: 200,
    });
    const times = (await readsOf(watched)).slice(before).map(({ at }) => Date.parse(at));
    const gaps = times.slice(1).map((at, index) => at - (times[index] ?? 0));
    console.log(`two instances: readings of a watched catalog lie ${gaps.join(", ")} ms apart`);
    expect(Math.min(...gaps)).toBeGreaterThan(4_000);
  });

  test("twenty requests at once with one key, over both, start one update", async () => {
    const { catalogId, body } = target(1);
    const before = await posts();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => admin.startUpdate(proxy.url, catalogId, body, "one-key")),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 202));
    expect(new Set(answers.map(({ body: update }) => JSON.stringify(update))).size).toBe(1);
    expect(answers[0]?.body).toMatchObject({ state: "running" });
    expect(new Set(answers.map(({ headers }) => headers.get(servedBy)))).toEqual(new Set(["0", "1"]));
    expect((await posts()) - before).toBe(1);
  });

  test("twenty requests at once with twenty keys, over both, start one update", async () => {
    const { catalogId, body } = target(2);
    const before = await posts();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, number) => admin.startUpdate(proxy.url, catalogId, body, `key-${number}`)),
    );
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([202, ...Array.from({ length: 19 }, () => 409)]);
    expect((await posts()) - before).toBe(1);
  });

  test("when the instance that watches is killed the other takes over within 15 s, and the update ends", async () => {
    const { catalogId, body } = target(3);
    expect((await admin.startUpdate(proxy.url, catalogId, body, "to-be-taken-over")).status).toBe(202);
    // A lease that has just been renewed is the worst moment.
    const owner = await vi.waitFor(
      async () => {
        const { lease_owner } = await leaseOf(catalogId);
        if (lease_owner === null) throw new Error("nobody watches yet");
        return lease_owner;
      },
      { timeout: 30_000, interval: 20 },
    );
    const place = instances.findIndex(({ pid }) => owner.split(" ")[1] === String(pid));
    const [dead, alive] = [instance(place), instance(1 - place)];
    const killedAt = Date.now();
    await dead.kill();
    const readsBefore = (await readsOf(catalogId)).length;
    await vi.waitFor(async () => expect((await readsOf(catalogId)).length).toBeGreaterThan(readsBefore), {
      timeout: 60_000,
      interval: 50,
    });
    const tookMs = Date.now() - killedAt;
    console.log(`two instances: the other read the catalog ${tookMs} ms after kill -9 of the one that watched`);
    expect(tookMs).toBeLessThan(takenOverWithinMs);
    expect((await leaseOf(catalogId)).lease_owner).toContain(String(alive.pid));
    expect((await admin.get(`${proxy.url}/api/session`)).status).toBe(200);
  });

  test("every update ends as it truly did, told alike by both, one request to Citrix each", async () => {
    await Promise.all(instances.filter(({ isAlive }) => !isAlive).map((one) => one.start()));
    await vi.waitFor(
      async () => {
        const { items } = await updatesVia(proxy.url);
        expect(items.map(({ state }) => state)).toEqual(items.map(() => "succeeded"));
      },
      { timeout: 90_000, interval: 500 },
    );
    const [one, two] = await Promise.all(instances.map(({ url }) => updatesVia(url)));
    expect(one?.items).toHaveLength(4);
    expect(one).toEqual(two);
    expect(await posts()).toBe(4);
    for (const one of instances) expect(one.output).not.toMatch(/"log.level":"(error|fatal)"/);
  });
});
