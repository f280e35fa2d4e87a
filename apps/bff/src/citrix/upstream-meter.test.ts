import { Writable } from "node:stream";
import { pino } from "pino";
import { expect, onTestFinished, test } from "vitest";
import { buildApp } from "../app.ts";
import { startDeck } from "../testing/deck.ts";

test("at debug level every call to Citrix is a line that holds neither secret nor token nor body", async () => {
  const { config, store, simulator } = await startDeck();
  let written = "";
  const stream = new Writable({
    write(chunk, _encoding, done) {
      written += String(chunk);
      done();
    },
  });
  const app = await buildApp({ config, store, logger: pino({ level: "debug" }, stream) });
  onTestFinished(() => app.close());
  const { catalogs } = app.connections.requireFor({ id: "", role: "admin" }, "default");
  const { items } = await catalogs.list();
  await simulator.control.setFault({ operation: "getCatalog", kind: "status", status: 503, retryAfter: "60" });
  await catalogs.detail(items[0]?.id ?? "");
  await catalogs.detail(items[1]?.id ?? "");

  const lines = written
    .split("\n")
    .filter((line) => line.includes("Citrix"))
    .map((line) => JSON.parse(line));
  const read = {
    connection: "default",
    "http.request.method": "GET",
    attempt: 1,
    citrixTransactionId: expect.any(String),
  };
  const took = { "event.duration": expect.any(Number) };
  expect(lines).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ operation: "token", "http.request.method": "POST", "http.response.status_code": 200 }),
      expect.objectContaining({ ...read, ...took, operation: "listCatalogs", outcome: "ok" }),
      expect.objectContaining({
        ...{ ...read, ...took, operation: "getCatalog", outcome: "unavailable" },
        "http.response.status_code": 503,
      }),
      expect.objectContaining({ connection: "default", operation: "getCatalog", reason: "retry-after" }),
    ]),
  );
  for (const secret of [simulator.clientSecret, "Bearer", "access_token", items[0]?.name ?? ""]) {
    expect(written).not.toContain(secret);
  }
});
