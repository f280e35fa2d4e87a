import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { readMetrics } from "./metrics.ts";

const read = (env: Record<string, string>) => readMetrics(env, 8080);

test("without a port and a token there are no metrics", () => {
  expect(read({})).toBeUndefined();
  expect(read({ METRICS_PORT: " ", METRICS_TOKEN: "" })).toBeUndefined();
});

test("a port of their own is on this machine alone, unless a host is named", () => {
  expect(read({ METRICS_PORT: "9464" })).toEqual({ listener: { host: "127.0.0.1", port: 9464 } });
  expect(read({ METRICS_PORT: "9464", METRICS_HOST: "0.0.0.0", METRICS_TOKEN: "abc" })).toEqual({
    listener: { host: "0.0.0.0", port: 9464 },
    token: "abc",
  });
});

test("the token can stand in a file", () => {
  const folder = mkdtempSync(join(tmpdir(), "catalog-deck-metrics-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "token");
  writeFileSync(file, "a-token\n");
  expect(read({ METRICS_TOKEN_FILE: file })).toEqual({ token: "a-token" });
});

test.each([
  {
    env: { METRICS_PORT: "metrics" },
    says: 'METRICS_PORT holds "metrics"; it should be a whole number from 0 to 65535.',
  },
  { env: { METRICS_PORT: "8080" }, says: "METRICS_PORT holds 8080, as PORT does; it should be a port of its own." },
  { env: { METRICS_HOST: "0.0.0.0" }, says: "METRICS_HOST is set, though METRICS_PORT is not; it should go with it." },
  {
    env: { METRICS_TOKEN: "hunter two" },
    says: "METRICS_TOKEN holds other characters (not shown); it should consist of",
  },
])("$env ends the start with one line", ({ env, says }) => {
  expect(() => read(env)).toThrow(says);
  expect(() => read(env)).not.toThrow("hunter");
});
