import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";

function quietly(...command: string[]) {
  const program = join(import.meta.dirname, "quietly.ts");
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, "Building", ...command], {
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

const node = (code: string) => [process.execPath, "--eval", code];

test("what succeeds is one line", () => {
  const { status, stdout, stderr } = quietly(...node('console.log("noise"); console.error("more")'));
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout).toMatch(/^Building: done in \d+\.\d s\n$/);
});

test("what fails shows all that it has printed", () => {
  const { status, stdout, stderr } = quietly(...node('console.log("the reason"); process.exitCode = 3'));
  expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
  expect(stderr).toMatch(/^the reason\nBuilding: failed after \d+\.\d s\n$/);
});

test("a command that does not exist is named", () => {
  const { status, stderr } = quietly("no-such-command");
  expect(status).toBe(1);
  expect(stderr).toContain("Building: no-such-command could not be started");
});
