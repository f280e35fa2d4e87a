import { pino } from "pino";
import { expect, test } from "vitest";
import { logFormat, ownName } from "./log-format.ts";

function written(write: (logger: pino.Logger) => void): Record<string, unknown> {
  const lines: string[] = [];
  write(pino({ ...logFormat, level: "debug" }, { write: (line: string) => void lines.push(line) }));
  expect(lines).toHaveLength(1);
  return JSON.parse(lines[0] ?? "");
}

test("a line has the schema's names for time, level, service, process and words", () => {
  expect(written((log) => log.info("hello"))).toEqual({
    "@timestamp": expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    "log.level": "info",
    "ecs.version": expect.any(String),
    "service.name": "catalog-deck",
    "service.version": expect.stringMatching(/^\d+\.\d+\.\d+/),
    "host.name": expect.any(String),
    "process.pid": process.pid,
    message: "hello",
  });
});

test("fields with the schema's names keep them, and ours stand under our own", () => {
  const line = written((log) =>
    log.child({ [ownName("connection")]: "default" }).warn({ "http.route": "/api", updateId: "u1" }, "x"),
  );
  expect(line).toMatchObject({
    "http.route": "/api",
    "catalog_deck.updateId": "u1",
    "catalog_deck.connection": "default",
  });
  expect(line).not.toHaveProperty("updateId");
});

test("an error tells its type, words, origin and causes", () => {
  const error = Object.assign(new TypeError("outside", { cause: new Error("inside") }), { code: "E1" });
  expect(written((log) => log.error({ err: error }, "x"))).toMatchObject({
    error: {
      type: "TypeError",
      message: "outside: inside",
      code: "E1",
      stack_trace: expect.stringMatching(/^TypeError: outside\n +at .*caused by: Error: inside/s),
    },
  });
  expect(written((log) => log.error({ err: "a text" }, "x"))).toMatchObject({ error: { message: "a text" } });
});

test("what is secret is hidden, and no request or answer is written down whole", () => {
  const secret = "hunter2";
  const line = written((log) =>
    log.info(
      {
        password: secret,
        clientSecret: secret,
        headers: { authorization: secret, cookie: secret, "set-cookie": secret },
        err: Object.assign(new Error("x"), { password: secret }),
        req: { headers: secret },
        res: { headers: secret },
      },
      "x",
    ),
  );
  expect(line).toHaveProperty(["catalog_deck.headers", "cookie"], "[Redacted]");
  expect(JSON.stringify(line)).not.toContain(secret);
});
