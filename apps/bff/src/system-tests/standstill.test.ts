import type { ImageUpdate } from "@catalog-deck/contract";
import { freePort, type Simulator, startSimulator } from "@catalog-deck/simulator";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { BffProcess } from "../../reliability/crash/bff-process.ts";
import { Caller, type Heard } from "../../reliability/instances/caller.ts";
import { updateTargets } from "../../reliability/instances/targets.ts";
import { eventually } from "../testing/eventually.ts";
import { RealPostgres } from "../testing/postgres.ts";
import { firstAdmin, serverSettings } from "../testing/real-server.ts";

/** Sets the process's wall clock twenty minutes on with SIGWINCH, as a machine's that wakes. */
const wakingClock = `
  const Machine = Date;
  let aheadMs = 0;
  globalThis.Date = class Date extends Machine {
    constructor(...parts) {
      if (parts.length === 0) super(Machine.now() + aheadMs);
      else super(...parts);
    }
    static now() {
      return Machine.now() + aheadMs;
    }
  };
  process.on("SIGWINCH", () => {
    aheadMs = 20 * 60_000;
    console.log("twenty minutes later");
  });`;

/**
 * A real server process that is stopped at the last moment: the intent is committed, the connection to Citrix is made, and
 * the database has not answered yet whether the update is still the server's to send. A trigger that waits for a lock of
 * the test's holds it there.
 */
describe("a server that stands still right before it sends an update", () => {
  let postgres: RealPostgres;
  let simulator: Simulator;
  let server: BffProcess;
  let admin: Caller;
  let database: pg.Client;
  let targets: Awaited<ReturnType<typeof updateTargets>>;
  let asked: Promise<Heard>;
  let key = "";
  let place = -1;

  const posts = async () => (await simulator.control.log({ operation: "startImageUpdate" })).length;
  const target = () => {
    const it = targets[place];
    if (it === undefined) throw new Error("too few catalogs");
    return it;
  };
  const start = (withKey: string) => admin.startUpdate(server.url, target().catalogId, target().body, withKey);
  const update = async () => {
    const { body } = await admin.get(
      `${server.url}/api/connections/default/image-updates?catalogId=${target().catalogId}`,
    );
    return (body.items as ImageUpdate[])[0];
  };
  const letGo = () => database.query("select pg_advisory_unlock(42)");
  // The watcher's statements wait there too; the last check is the one that asks for a state.
  const waiting = `select pid from pg_locks join pg_stat_activity using (pid)
    where locktype = 'advisory' and objid = 42 and not granted and query like '%"state" = $%'`;

  beforeAll(async () => {
    postgres = await RealPostgres.start();
    simulator = await startSimulator({ fleet: { catalogs: 8, images: 6 } });
    targets = await updateTargets(simulator, 4);
    server = new BffProcess(await freePort(), {
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(wakingClock)}`,
      DATABASE_URL: postgres.url(),
      SESSION_SECRET: "the same forty bytes for every instance",
      ...serverSettings(simulator),
    });
    await server.start();
    admin = await Caller.signIn(server.url, firstAdmin);
    database = new pg.Client({ connectionString: postgres.url() });
    await database.connect();
    await database.query(`
      create function wait_for_test() returns trigger language plpgsql as
        $$ begin perform pg_advisory_xact_lock(42); return null; end $$;
      create trigger before_any_change before update on image_updates
        for each statement execute function wait_for_test();`);
  });
  afterAll(async () => {
    server.signal("SIGCONT");
    await server.kill();
    await database.end();
    await simulator.close();
    await postgres.close();
  });
  beforeEach(async () => {
    place += 1;
    key = `key-${place}`;
    await simulator.control.clearLog();
    await database.query("select pg_advisory_lock(42)");
    asked = start(key);
    await eventually(async () => expect((await database.query(waiting)).rowCount).toBe(1));
    expect(await posts()).toBe(0);
  });

  test("sends it when it was but a moment", async () => {
    await letGo();
    expect(await asked).toMatchObject({ status: 202, body: { state: "running" } });
    expect(await posts()).toBe(1);
  });

  test("does not send it when another instance has ended it meanwhile as not started", async () => {
    server.signal("SIGSTOP");
    await database.query(
      "update image_updates set state = 'rejected', active = 0, blocks_catalog = 0, lease_owner = null where catalog_id = $1",
      [target().catalogId],
    );
    await letGo();
    server.signal("SIGCONT");
    expect(await asked).toMatchObject({ status: 503, body: { code: "not-sent-in-time" } });
    expect(await posts()).toBe(0);
    expect(await update()).toMatchObject({ state: "rejected" });
    expect((await start("another-key")).status).toBe(202);
    expect(await posts()).toBe(1);
  });

  test("does not send it when the database cannot say any more whose it is", async () => {
    server.signal("SIGSTOP");
    await database.query(`select pg_terminate_backend(pid) from (${waiting}) as blocked`);
    await letGo();
    server.signal("SIGCONT");
    expect(await asked).toMatchObject({ status: 503, body: { code: "not-sent-in-time" } });
    expect(await posts()).toBe(0);
    expect(await update()).toMatchObject({ state: "rejected", message: expect.stringContaining("not sent to Citrix") });
  });

  test("does not send it twenty minutes later, and the same request again does not either", async () => {
    server.signal("SIGSTOP");
    server.signal("SIGWINCH");
    server.signal("SIGCONT");
    await eventually(() => expect(server.output).toContain("twenty minutes later"));
    await letGo();
    expect(await asked).toMatchObject({ status: 503, body: { code: "not-sent-in-time" } });
    expect(await update()).toMatchObject({ state: "rejected", message: expect.stringContaining("not sent to Citrix") });
    expect(await start(key)).toMatchObject({ status: 503, body: { code: "not-sent-in-time" } });
    expect(await posts()).toBe(0);
  });
});
