import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { describe, expect, it, onTestFinished } from "vitest";
import { SimulatorControl } from "./control.ts";

const main = new URL("./main.ts", import.meta.url).pathname;

function run(...flags: string[]) {
  const child = spawn(process.execPath, [main, ...flags], { stdio: ["ignore", "pipe", "pipe"] });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  return child;
}

describe("pnpm simulator", () => {
  it("prints its address and credentials, serves, and ends on SIGTERM", async () => {
    const child = run("--port", "0", "--catalogs", "5", "--clock", "stepped", "--duration-ms", "1000");
    const [printed] = (await once(child.stdout, "data")) as [Buffer];
    expect(printed.toString()).toContain("CITRIX_CUSTOMER_ID=contoso");
    const address = /CITRIX_API_BASE_URL=(\S+)/.exec(printed.toString())?.[1] ?? "";
    expect(await new SimulatorControl(address).catalogs()).toHaveLength(5);
    child.kill("SIGTERM");
    expect((await once(child, "exit"))[0]).toBe(0);
  });

  it.each([
    [["--port", "99999"], "--port is 99999"],
    [["--clock", "fast"], "--clock is fast"],
    [["--duration-ms", "1.5"], "--duration-ms is 1.5"],
    [["--color", "blue"], "--color"],
  ])("refuses %j by naming the flag", async (flags, message) => {
    const child = run(...flags);
    const [told] = await Promise.all([text(child.stderr), once(child, "exit")]);
    expect(told).toContain(message);
    expect(child.exitCode).toBe(2);
  });
});
