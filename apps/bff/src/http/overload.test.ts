import { setImmediate as breathe } from "node:timers/promises";
import Fastify from "fastify";
import { expect, onTestFinished, test } from "vitest";
import { systemClock } from "../clock.ts";
import { problemOf } from "../testing/answers.ts";
import { eventually } from "../testing/eventually.ts";
import { overloadGuard } from "./overload.ts";
import { errorHandler } from "./problems.ts";

async function guarded(inFlightAtMost?: number) {
  const app = Fastify({ forceCloseConnections: true });
  onTestFinished(() => app.close());
  app.setErrorHandler(errorHandler(systemClock));
  await app.register(overloadGuard, inFlightAtMost === undefined ? {} : { inFlightAtMost });
  const held: (() => void)[] = [];
  app.get("/", async () => "done");
  app.get("/slow", async () => {
    await new Promise<void>((resolve) => held.push(resolve));
    return "done";
  });
  app.get("/healthz", { config: { evenWhenBusy: true } }, async () => "well");
  const url = await app.listen({ host: "127.0.0.1", port: 0 });
  return { app, url, held };
}

/** Keeps the event loop busy with pieces of work that are too long. */
async function keepBusy(forMs: number): Promise<void> {
  const until = performance.now() + forMs;
  while (performance.now() < until) {
    const pieceUntil = performance.now() + 1_300;
    while (performance.now() < pieceUntil);
    await breathe();
  }
}

test("more requests in flight than the bound are refused with the time to come back; those in flight are answered", async () => {
  const { url, held } = await guarded(3);
  const slow = [1, 2, 3].map(() => fetch(`${url}/slow`));
  await eventually(() => expect(held).toHaveLength(3));
  const refused = await fetch(`${url}/slow`);
  expect(refused.status).toBe(503);
  expect(refused.headers.get("retry-after")).toBe("3");
  expect(await refused.json()).toMatchObject({ code: "overloaded", retryAfterMs: 3_000 });
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  for (const release of held) release();
  expect((await Promise.all(slow)).map(({ status }) => status)).toEqual([200, 200, 200]);
  expect((await fetch(url)).status).toBe(200);
});

test("what has been answered is not counted any more", async () => {
  const { app, url } = await guarded(1);
  for (const ask of [() => app.inject({ url: "/" }), () => fetch(url)]) {
    for (let count = 0; count < 3; count++) await ask();
  }
  expect((await fetch(url)).status).toBe(200);
});

test("who hangs up is not counted any more", async () => {
  const { url, held } = await guarded(1);
  const leaving = new AbortController();
  const left = fetch(`${url}/slow`, { signal: leaving.signal }).catch(() => "left");
  await eventually(() => expect(held).toHaveLength(1));
  leaving.abort();
  expect(await left).toBe("left");
  await eventually(async () => expect((await fetch(url)).status).toBe(200));
});

test("after one long pause, as at the start or when the machine slept, nobody is refused", async () => {
  const { app } = await guarded();
  const until = performance.now() + 2_500;
  while (performance.now() < until);
  await eventually(() => expect(app.isUnderPressure()).toBe(true));
  expect((await app.inject({ url: "/" })).statusCode).toBe(200);
});

test("while the event loop lags new requests are refused, health is told, and it passes", async () => {
  const { app } = await guarded();
  await keepBusy(4_500);
  const refused = await app.inject({ url: "/" });
  expect(problemOf(refused)).toMatchObject({ status: 503, code: "overloaded" });
  expect(refused.headers["retry-after"]).toBe("3");
  expect((await app.inject({ url: "/healthz" })).statusCode).toBe(200);
  await eventually(async () => expect((await app.inject({ url: "/" })).statusCode).toBe(200));
});
