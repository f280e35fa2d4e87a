import { once } from "node:events";
import { Agent, request } from "node:http";
import { connect } from "node:net";
import Fastify from "fastify";
import { expect, onTestFinished, test } from "vitest";
import { problemOf } from "../testing/answers.ts";
import { eventually } from "../testing/eventually.ts";
import { keepBusy } from "../testing/keep-busy.ts";
import { sendRaw } from "../testing/raw-request.ts";
import { overloadGuard } from "./overload.ts";
import { errorHandler } from "./problems.ts";

/** More than what the kernel takes off a server's hands when nobody reads. */
const largeAnswer = Buffer.alloc(32 * 1024 * 1024, "x");

async function guarded(inFlightAtMost?: number, takenWithinMs?: number) {
  const app = Fastify({ forceCloseConnections: true });
  onTestFinished(() => app.close());
  app.setErrorHandler(errorHandler(() => undefined));
  await app.register(overloadGuard, {
    ...(inFlightAtMost === undefined ? {} : { inFlightAtMost }),
    ...(takenWithinMs === undefined ? {} : { takenWithinMs }),
  });
  const held: (() => void)[] = [];
  const seen: string[] = [];
  app.addHook("onRequest", async ({ method, url }) => {
    seen.push(`${method} ${url}`);
  });
  app.post("/", async () => "done");
  app.get("/large", async () => largeAnswer);
  app.get("/", async () => "done");
  app.get("/slow", async () => {
    await new Promise<void>((resolve) => held.push(resolve));
    return "done";
  });
  app.get("/healthz", { config: { evenWhenBusy: true } }, async () => "well");
  const url = await app.listen({ host: "127.0.0.1", port: 0 });
  return { app, url, held, seen };
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

test("a whole request with a body is refused before anything is done for it, too", async () => {
  const { url, held, seen } = await guarded(1);
  const slow = fetch(`${url}/slow`);
  await eventually(() => expect(held).toHaveLength(1));
  const lines = ["POST / HTTP/1.1", "Host: here", "Content-Type: application/json", "Content-Length: 2"];
  const { status } = await sendRaw(url, [...lines, "Connection: close", "", "{}"].join("\r\n"));
  expect(status).toBe(503);
  expect(seen).toEqual(["GET /slow"]);
  held[0]?.();
  expect((await slow).status).toBe(200);
});

test("who does not take an answer keeps no place, and is given up after a while", async () => {
  const { app, url } = await guarded(1, 200);
  const reader = connect(Number(new URL(url).port), "127.0.0.1", () =>
    reader.pause().write("GET /large HTTP/1.1\r\nHost: here\r\n\r\n"),
  );
  const left = once(reader, "close");
  reader.on("error", () => undefined);
  const connections = () => new Promise((resolve) => app.server.getConnections((_error, count) => resolve(count)));
  await eventually(async () => expect(await connections()).toBe(1));
  const asked = await fetch(url, { headers: { connection: "close" } });
  expect(asked.status).toBe(200);
  await eventually(async () => expect(await connections()).toBe(0));
  reader.resume();
  await left;
});

test("an answer that is taken is not cut, nor one that takes long to make", async () => {
  const { url, held } = await guarded(3, 2_000);
  const { port } = new URL(url);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const get = async (path: string) => {
    const [answer] = await once(request({ host: "127.0.0.1", port, path, agent }).end(), "response");
    const pieces: Buffer[] = await answer.toArray();
    return Buffer.concat(pieces).length;
  };
  expect(await get("/large")).toBe(largeAnswer.length);
  const slow = get("/slow");
  await eventually(() => expect(held).toHaveLength(1));
  const answered = setTimeout(() => held[0]?.(), 3_000);
  expect(await slow).toBe("done".length);
  clearTimeout(answered);
  agent.destroy();
});

test("one connection has ten requests in flight at most, so that pipelining shuts nobody out", async () => {
  const { url, held } = await guarded(20);
  const pipelined = "GET /slow HTTP/1.1\r\nHost: here\r\n\r\n".repeat(50);
  const answers = sendRaw(url, `${pipelined}GET / HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n`);
  await eventually(() => expect(held).toHaveLength(10));
  expect((await fetch(url)).status).toBe(200);
  for (const release of held) release();
  const { head, body } = await answers;
  const statuses = [...`${head}\r\n${body}`.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status));
  expect(statuses.filter((status) => status === 200)).toHaveLength(10);
  expect(statuses.filter((status) => status === 503)).toHaveLength(41);
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
