import { once } from "node:events";
import { createServer } from "node:http";
import { buffer } from "node:stream/consumers";
import type { Problem } from "@catalog-deck/contract";
import { expect, onTestFinished, test } from "vitest";
import { Caller } from "../../reliability/instances/caller.ts";
import { updateTargets } from "../../reliability/instances/targets.ts";
import { eventually } from "../testing/eventually.ts";
import { firstAdmin, startRealServer } from "../testing/real-server.ts";

interface Span {
  traceId: string;
  id: string;
  parentId: string;
  name: string;
  /** 1: all went well, as far as it was the server's to do; 2: it did not. */
  status: number | undefined;
  /** Everything that it says, to be searched. */
  text: string;
}

/** The fields of a message of Protocol Buffers that hold bytes, by number. */
function* bytesIn(message: Buffer): Generator<[number: number, bytes: Buffer]> {
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let shift = 1; ; shift *= 128) {
      const byte = message[at++] ?? 0;
      value += (byte & 127) * shift;
      if (byte < 128) return value;
    }
  };
  while (at < message.length) {
    const tag = varint();
    const wireType = tag & 7;
    if (wireType === 0) varint();
    else if (wireType === 1) at += 8;
    else if (wireType === 5) at += 4;
    else {
      const length = varint();
      yield [tag >>> 3, message.subarray(at, at + length)];
      at += length;
    }
  }
}

const within = (message: Buffer, field: number) =>
  [...bytesIn(message)].filter(([number]) => number === field).map(([, bytes]) => bytes);

/** The spans of an ExportTraceServiceRequest (opentelemetry/proto/trace/v1/trace.proto). */
function spansIn(request: Buffer): Span[] {
  const spans = within(request, 1).flatMap((resource) => within(resource, 2).flatMap((scope) => within(scope, 2)));
  return spans.map((span) => {
    const text = (field: number, encoding: "hex" | "utf8") => within(span, field)[0]?.toString(encoding) ?? "";
    return {
      traceId: text(1, "hex"),
      id: text(2, "hex"),
      parentId: text(4, "hex"),
      name: text(5, "utf8"),
      status: within(span, 15)[0]?.at(-1),
      text: span.toString("latin1"),
    };
  });
}

/** A collector for one test, and what it has been sent. */
async function startCollector() {
  const spans: Span[] = [];
  const server = createServer((request, response) => {
    void buffer(request).then((body) => {
      spans.push(...spansIn(body));
      response.end();
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return { spans, url: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}` };
}

test("a request, its calls to Citrix and its statements are one trace, under the id of answer and log", async () => {
  const collector = await startCollector();
  const { server } = await startRealServer({
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_BSP_SCHEDULE_DELAY: "100",
    LOG_LEVEL: "info",
  });
  const admin = await Caller.signIn(server.url, firstAdmin);
  await fetch(`${server.url}/api/auth/oidc/callback?code=hunter2`);
  const update = { imageId: "a", expectedImageId: "b", vdaUpdateDelay: 60 };
  const { headers, body } = await admin.startUpdate(server.url, "no-such-catalog", update, "key-of-this-test");
  const { requestId } = body as Problem;
  expect(headers.get("x-request-id")).toBe(requestId);

  const ofRequest = () => collector.spans.filter(({ traceId }) => traceId === requestId);
  const root = await eventually(() => {
    const found = ofRequest().find(({ parentId }) => parentId === "");
    if (found === undefined) throw new Error("no trace yet");
    return found;
  });
  expect(root.status).toBe(1);
  expect(root.name).toBe("POST /api/connections/:connectionId/catalogs/:catalogId/image-updates");
  const children = ofRequest().filter(({ parentId }) => parentId === root.id);
  expect(children.map(({ name }) => name)).toEqual(expect.arrayContaining(["GET", "SELECT"]));
  expect(children.some(({ text }) => text.includes("/catalogservice/"))).toBe(true);
  expect(children.some(({ text }) => text.includes('from "accounts"'))).toBe(true);
  const lines = server.output.split("\n").filter((line) => line.includes(requestId));
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({ message: "answered", "http.request.id": requestId, "trace.id": requestId }),
  ]);
  // What stands behind the question mark may be a sign-in's code.
  expect(collector.spans.map(({ name }) => name)).toContain("GET /api/auth/oidc/callback");
  expect(JSON.stringify(collector.spans)).not.toContain("hunter2");
});

test("what no request has asked for is a trace for each step, with its calls and statements", async () => {
  const collector = await startCollector();
  const { server, simulator } = await startRealServer({
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_BSP_SCHEDULE_DELAY: "100",
    LOG_LEVEL: "debug",
  });
  const [target] = await updateTargets(simulator, 1);
  const admin = await Caller.signIn(server.url, firstAdmin);
  const { status } = await admin.startUpdate(server.url, target?.catalogId ?? "", target?.body, "key-of-this-test");
  expect(status).toBe(202);
  for (const [name, path] of [
    ["image update step", `/catalogs/${target?.catalogId}`],
    ["catalog list", "/catalogs"],
  ] as const) {
    await eventually(() => {
      const roots = collector.spans.filter((span) => span.name === name && span.parentId === "");
      const calls = collector.spans.filter(({ text }) => text.includes("/catalogservice/") && text.includes(path));
      expect(calls.filter(({ traceId }) => roots.some((root) => root.traceId === traceId))).not.toEqual([]);
    });
  }
  const steps = collector.spans.filter(({ name }) => name === "image update step");
  expect(new Set(steps.map(({ traceId }) => traceId)).size).toBe(steps.length);
  expect(steps.some(({ traceId }) => server.output.includes(`"trace.id":"${traceId}"`))).toBe(true);
});

test("a collector that is away is one line of the log, and disturbs no request", async () => {
  const { server } = await startRealServer({
    OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:1",
    // It tries again until then.
    OTEL_EXPORTER_OTLP_TIMEOUT: "500",
    OTEL_BSP_SCHEDULE_DELAY: "50",
    LOG_LEVEL: "warn",
  });
  const told = () => server.output.split("\n").filter((line) => line.includes("traces are not sent"));
  const ask = async () => (await fetch(`${server.url}/healthz`)).headers.get("x-request-id");
  for (let round = 0; round < 5; round += 1) expect(await ask()).toMatch(/^[0-9a-f]{32}$/);
  await eventually(() => expect(told()).toHaveLength(1));
});
