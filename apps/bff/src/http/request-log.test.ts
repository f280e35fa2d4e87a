import type { Problem } from "@catalog-deck/contract";
import Fastify, { LogController } from "fastify";
import { pino } from "pino";
import { expect, onTestFinished, test } from "vitest";
import { logFormat } from "../lib/log-format.ts";
import { startDeck } from "../testing/deck.ts";
import { overloadGuard } from "./overload.ts";
import { errorHandler } from "./problems.ts";
import { logRequests } from "./request-log.ts";

async function deckWithLog() {
  const lines: string[] = [];
  const logger = pino({ ...logFormat, level: "info" }, { write: (line: string) => void lines.push(line) });
  const deck = await startDeck({ logger });
  return { deck, lines };
}

test("a request that may change something is one line, by its route, under the id of its answer", async () => {
  const { deck, lines } = await deckWithLog();
  const admin = await deck.injectAs("admin");
  lines.length = 0;
  await admin({ url: "/api/connections/default/catalogs" });
  expect(lines).toEqual([]);
  const url = "/api/connections/default/catalogs/some-catalog/image-updates";
  const answer = await admin({ method: "POST", url, payload: {} });
  expect(answer.statusCode).toBe(400);
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({
      "log.level": "info",
      "http.request.id": answer.json<Problem>().requestId,
      "http.request.method": "POST",
      "http.route": "/api/connections/:connectionId/catalogs/:catalogId/image-updates",
      "http.response.status_code": 400,
      "event.duration": expect.any(Number),
      message: "answered",
    }),
  ]);
  expect(lines.join("")).not.toContain("some-catalog");
});

test("what is refused for overload is no line", async () => {
  const lines: string[] = [];
  const loggerInstance = pino({ ...logFormat, level: "info" }, { write: (line: string) => void lines.push(line) });
  const app = Fastify({ loggerInstance, logController: new LogController({ disableRequestLogging: true }) });
  onTestFinished(() => app.close());
  app.setErrorHandler(errorHandler(() => undefined));
  await app.register(overloadGuard, { inFlightAtMost: 0 });
  await app.register(logRequests);
  app.post("/", async () => "done");
  expect((await app.inject({ method: "POST", url: "/" })).statusCode).toBe(503);
  expect(lines).toEqual([]);
});

test("an answer of 5xx is a warning, whatever was asked", async () => {
  const { deck, lines } = await deckWithLog();
  await deck.store.destroy();
  lines.length = 0;
  await deck.app.inject("/readyz");
  const warnings = lines.map((line) => JSON.parse(line)).filter((line) => line.message === "answered with an error");
  expect(warnings).toMatchObject([{ "log.level": "warn", "http.route": "/readyz", "http.response.status_code": 503 }]);
});
