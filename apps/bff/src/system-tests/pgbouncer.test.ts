import { freePort, startSimulator } from "@catalog-deck/simulator";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { BffProcess } from "../../reliability/crash/bff-process.ts";
import { Caller } from "../../reliability/instances/caller.ts";
import { updateTargets } from "../../reliability/instances/targets.ts";
import { eventually } from "../testing/eventually.ts";
import { startPgBouncer, unpackedPgBouncer } from "../testing/pgbouncer.ts";
import { RealPostgres } from "../testing/postgres.ts";
import { firstAdmin, serverSettings } from "../testing/real-server.ts";

const pgBouncer = unpackedPgBouncer();

/** The real server, the real PgBouncer and the real PostgreSQL. */
describe.runIf(pgBouncer)("through PgBouncer", () => {
  let postgres: RealPostgres;
  beforeAll(async () => {
    postgres = await RealPostgres.start();
  });
  afterAll(() => postgres.close());

  async function serverBehind(poolMode: "session" | "transaction") {
    if (pgBouncer === undefined) throw new Error("there is no PgBouncer");
    const bouncer = await startPgBouncer(pgBouncer, poolMode, postgres.port);
    const simulator = await startSimulator({ fleet: { catalogs: 8, images: 6 } });
    const env = {
      LOG_LEVEL: "warn",
      DATABASE_URL: postgres.url(bouncer.port),
      SESSION_SECRET: "the same forty bytes for every instance",
      ...serverSettings(simulator),
    };
    const server = new BffProcess(await freePort(), env);
    onTestFinished(async () => {
      await server.kill();
      await simulator.close();
      await bouncer.close();
    });
    return { server, simulator };
  }

  test("in session mode the server starts, is ready, updates, and keeps its limits", async () => {
    const { server, simulator } = await serverBehind("session");
    await server.start();
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
    const admin = await Caller.signIn(server.url, firstAdmin);
    const [target] = await updateTargets(simulator, 1);
    expect((await admin.startUpdate(server.url, target?.catalogId ?? "", target?.body, "pooled")).status).toBe(202);
    // A lock that nobody gives back: the statement that waits for it ends by the server's own limit.
    const blocker = new pg.Client(postgres.url());
    await blocker.connect();
    onTestFinished(() => blocker.end());
    await blocker.query("begin");
    await blocker.query("lock table accounts in access exclusive mode");
    const refused = await fetch(`${server.url}/api/session`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(firstAdmin),
    });
    expect(refused.status).toBe(503);
    await eventually(() => expect(server.output).toContain("canceling statement due to statement timeout"));
  });

  test("in transaction mode it does not start and says so in one line", async () => {
    const { server } = await serverBehind("transaction");
    const said = await server.start().then(() => "started", String);
    expect(said).toMatch(/ended with code 1\. It printed:\nDATABASE_URL [^\n]*transaction[^\n]*session mode[^\n]*\n$/);
  });
});
