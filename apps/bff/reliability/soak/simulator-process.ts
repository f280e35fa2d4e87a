import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { SimulatorControl } from "@catalog-deck/simulator";

const simulatorMain = join(import.meta.dirname, "../../../../packages/simulator/src/main.ts");

/** A simulated Citrix Cloud in a process of its own. */
export interface SimulatorProcess {
  control: SimulatorControl;
  /** The variables that connect a server to it. */
  env: Record<string, string>;
  stop(): Promise<void>;
}

/** Starts it on any free port of loopback. Rejects with what it printed when it ends instead. */
export async function startSimulatorProcess(catalogs: number, updateDurationMs: number): Promise<SimulatorProcess> {
  const flags = ["--port", "0", "--catalogs", String(catalogs), "--duration-ms", String(updateDurationMs)];
  const child = spawn(process.execPath, [simulatorMain, ...flags], { stdio: ["ignore", "pipe", "inherit"] });
  const exited = once(child, "exit");
  let printed = "";
  const controlUrl = await new Promise<string>((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`The simulator ended with code ${code}. It printed:\n${printed}`)));
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      printed += text;
      const url = /(http:\S+)\/__simulator\//.exec(printed)?.[1];
      if (url !== undefined) resolve(url);
    });
  });
  const variables = Array.from(printed.matchAll(/^ *(CITRIX_\w+)=(\S+)$/gm), ([, name, value]) => [name, value]);
  return {
    control: new SimulatorControl(controlUrl),
    env: Object.fromEntries(variables) as Record<string, string>,
    stop: async () => {
      child.kill("SIGTERM");
      await exited;
    },
  };
}
