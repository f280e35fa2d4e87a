import { connect } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { eventually } from "./testing/eventually.ts";
import { Caller } from "./testing/instances/caller.ts";
import { updateTargets } from "./testing/instances/targets.ts";
import { firstAdmin, startRealServer } from "./testing/real-server.ts";

const endsWithinMs = 10_000;

async function startServer() {
  const { server, simulator } = await startRealServer();
  return { server, simulator, admin: await Caller.signIn(server.url, firstAdmin) };
}

// Tried again where the machine stood still for the second in which readiness has failed and the port is open.
test("on SIGTERM readiness fails first, while requests are still taken; the session outlives the restart", {
  retry: 2,
}, async () => {
  const { server, admin } = await startServer();
  const ended = server.end();
  await eventually(async () => expect((await fetch(`${server.url}/readyz`)).status).toBe(503));
  expect((await admin.get(`${server.url}/api/connections/default/catalogs`)).status).toBe(200);
  expect(await admin.get(`${server.url}/readyz`)).toMatchObject({ body: { code: "shutting-down" } });
  const { exitCode, tookMs } = await ended;
  console.log(`shutdown: with nothing in flight it took ${Math.round(tookMs)} ms`);
  expect(exitCode).toBe(0);
  expect(tookMs).toBeLessThan(4_000);
  await server.start();
  expect((await admin.get(`${server.url}/api/session`)).status).toBe(200);
});

test("neither a half-sent request nor an update that Citrix does not answer holds the end up, and the update is found out", async () => {
  const { server, simulator, admin } = await startServer();
  const [target] = await updateTargets(simulator, 1);
  const sent = () => simulator.control.log({ operation: "startImageUpdate" });
  const half = connect(Number(new URL(server.url).port), "127.0.0.1");
  half.on("error", () => undefined).write("GET /api/session HTTP/1.1\r\nHost: here");
  onTestFinished(() => void half.destroy());
  await simulator.control.setFault({ operation: "startImageUpdate", kind: "delay", delayMs: 25_000, times: 1 });
  const cut = admin.startUpdate(server.url, target?.catalogId ?? "", target?.body, "longer-than-the-end").then(
    ({ status }) => `answered ${status}`,
    () => "cut off",
  );
  await eventually(async () => expect(await sent()).toHaveLength(1));
  const { exitCode, tookMs } = await server.end();
  console.log(`shutdown: with an update that Citrix does not answer it took ${Math.round(tookMs)} ms`);
  expect(exitCode).toBe(0);
  expect(tookMs).toBeLessThan(endsWithinMs);
  expect(await cut).toBe("cut off");

  await server.start();
  const updates = async () =>
    (await admin.get(`${server.url}/api/connections/default/image-updates`)).body.items as { state: string }[];
  expect(["submitting", "unknown", "running"]).toContain((await updates())[0]?.state);
  await eventually(async () => expect((await updates()).map(({ state }) => state)).toEqual(["running"]));
  expect(await sent()).toHaveLength(1);
});
