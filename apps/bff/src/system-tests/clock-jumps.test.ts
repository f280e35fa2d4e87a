import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { CatalogList, ImageUpdate } from "@catalog-deck/contract";
import { freePort, type Simulator, startSimulator } from "@catalog-deck/simulator";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { BffProcess } from "../../reliability/crash/bff-process.ts";
import { Caller } from "../../reliability/instances/caller.ts";
import { updateTargets } from "../../reliability/instances/targets.ts";
import { findFaketime, ShiftedClock } from "../testing/faketime.ts";
import { RealPostgres } from "../testing/postgres.ts";
import { firstAdmin, serverSettings } from "../testing/real-server.ts";

const faketime = await findFaketime();
const waitMs = { timeout: 120_000, interval: 1_000 };
/** How long a refusal may take before it counts as a request that is held. */
const answerWithinMs = 5_000;

/** Real server processes whose wall clocks are shifted by libfaketime, on one simulated Citrix Cloud. */
describe.skipIf(faketime === undefined)("a server whose wall clock is wrong", () => {
  let simulator: Simulator;
  let folder: string;
  let targets: Awaited<ReturnType<typeof updateTargets>>;
  let processes = 0;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "catalog-deck-clocks-"));
    simulator = await startSimulator({ fleet: { catalogs: 12, images: 6 }, updateDurationMs: 5_000 });
    targets = await updateTargets(simulator, 8);
  });
  afterAll(async () => {
    await simulator.close();
    await rm(folder, { recursive: true });
  });

  async function serverAt(minutes: number, settings: Record<string, string>) {
    processes += 1;
    const clock = new ShiftedClock(faketime ?? "", join(folder, `clock-${processes}`));
    await clock.set(minutes);
    const env = { ...serverSettings(simulator), ...settings, ...clock.env, LOG_LEVEL: "warn" };
    const server = new BffProcess(await freePort(), env);
    await server.start();
    return { server, clock };
  }
  const postsTo = async (catalogId: string) =>
    (await simulator.control.log({ operation: "startImageUpdate" })).filter(({ path }) => path.includes(catalogId));
  const target = () => {
    const it = targets.pop();
    if (it === undefined) throw new Error("too few catalogs");
    return it;
  };

  /**
   * Asks for an update that Citrix takes its time to accept. Meanwhile `happen`, and the person tries again with keys of
   * their own until another update, started after that, has been followed to its end: by then the watcher has had its
   * time. Gives the records when the first update has ended too.
   */
  async function slowUpdate(
    admin: Caller,
    urls: { first: string; again: string },
    happen: () => Promise<void> = async () => undefined,
  ) {
    const { catalogId, body } = target();
    const updates = async (id = catalogId) =>
      (await admin.get(`${urls.again}/api/connections/default/image-updates?catalogId=${id}`)).body
        .items as ImageUpdate[];
    await simulator.control.setFault({ operation: "startImageUpdate", kind: "hold", catalogId });
    const first = admin.startUpdate(urls.first, catalogId, body, `${catalogId}-first`);
    await vi.waitFor(async () => expect(await postsTo(catalogId)).toHaveLength(1), waitMs);
    await happen();
    const other = target();
    expect((await admin.startUpdate(urls.again, other.catalogId, other.body, `${catalogId}-other`)).status).toBe(202);
    const statuses = new Set<number>();
    await vi.waitFor(async () => {
      const key = `${catalogId}-again-${performance.now()}`;
      // Nobody waits for a second request that is held: its POST in the simulator's log is what fails the test.
      const again = admin.startUpdate(urls.again, catalogId, body, key).then(({ status }) => statuses.add(status));
      await Promise.race([again, pause(answerWithinMs)]);
      expect(await updates(other.catalogId)).toMatchObject([{ state: "succeeded" }]);
    }, waitMs);
    await simulator.control.clearFaults();
    const answer = await first;
    await vi.waitFor(async () => expect((await updates())[0]?.finishedAt).toBeDefined(), waitMs);
    const catalog = (await simulator.control.catalogs()).find(({ id }) => id === catalogId);
    return {
      answer,
      statuses: [...statuses],
      updates: await updates(),
      posts: await postsTo(catalogId),
      catalog,
      body,
    };
  }
  function expectOneTruth(outcome: Awaited<ReturnType<typeof slowUpdate>>): void {
    expect(outcome.posts).toHaveLength(1);
    expect(outcome.answer).toMatchObject({ status: 202, body: { state: "running" } });
    expect(outcome.statuses).toEqual([409]);
    expect(outcome.updates).toMatchObject([{ state: "succeeded", toImage: { id: outcome.body.imageId } }]);
    expect(outcome.catalog).toMatchObject({ state: "Active", imageId: outcome.body.imageId });
  }

  describe("on SQLite", () => {
    test.each([20, -30])("that jumps by %i minutes while an update is sent sends it once", async (minutes) => {
      const { server, clock } = await serverAt(0, { DATA_DIR: await mkdtemp(join(folder, "data-")) });
      try {
        const admin = await Caller.signIn(server.url, firstAdmin);
        const happen = () => clock.set(minutes);
        expectOneTruth(await slowUpdate(admin, { first: server.url, again: server.url }, happen));
      } finally {
        await server.kill();
      }
    });

    test("that is put back asks Citrix again when its time has come, and dates what is shown", async () => {
      await simulator.control.setFault({ operation: "listCatalogs", kind: "status", status: 429, retryAfter: "5" });
      const { server, clock } = await serverAt(0, { DATA_DIR: await mkdtemp(join(folder, "data-")) });
      try {
        const admin = await Caller.signIn(server.url, firstAdmin);
        const list = () => admin.get(`${server.url}/api/connections/default/catalogs`);
        expect((await list()).status).toBe(503);
        await simulator.control.clearFaults();
        for (const minutes of [-30, -60]) {
          await clock.set(minutes);
          const answer = await vi.waitFor(async () => {
            const heard = await list();
            expect(heard.status).toBe(200);
            return heard;
          }, waitMs);
          const { fetchedAt } = answer.body as unknown as CatalogList;
          const ageMs = Date.now() + minutes * 60_000 - Date.parse(fetchedAt);
          expect(ageMs).toBeGreaterThan(-2_000);
          expect(ageMs).toBeLessThan(40_000);
        }
      } finally {
        await server.kill();
      }
    });
  });

  describe("on PostgreSQL, beside another", () => {
    let postgres: RealPostgres;
    let settings: Record<string, string>;
    beforeAll(async () => {
      postgres = await RealPostgres.start();
      settings = { DATABASE_URL: postgres.url(), SESSION_SECRET: "the same forty bytes for every instance" };
    });
    afterAll(() => postgres.close());

    test.each([
      ["ten minutes ahead of it and ten behind", 10, -10],
      ["ten minutes behind it and ten ahead", -10, 10],
    ])("%s: an update is sent once, and both tell the same", async (_what, one, two) => {
      const servers = [await serverAt(one, settings), await serverAt(two, settings)];
      const [first, again] = servers.map(({ server }) => server.url);
      try {
        const admin = await Caller.signIn(first ?? "", firstAdmin);
        const outcome = await slowUpdate(admin, { first: first ?? "", again: again ?? "" });
        expectOneTruth(outcome);
        const path = "/api/connections/default/image-updates";
        expect((await admin.get(`${first}${path}`)).body).toEqual((await admin.get(`${again}${path}`)).body);
        const { requestedAt, finishedAt } = outcome.updates[0] ?? {};
        expect(Math.abs(Date.parse(requestedAt ?? "") - Date.now())).toBeLessThan(2 * 60_000);
        expect(Math.abs(Date.parse(finishedAt ?? "") - Date.now())).toBeLessThan(60_000);
      } finally {
        await Promise.all(servers.map(({ server }) => server.kill()));
      }
    });
  });
});
