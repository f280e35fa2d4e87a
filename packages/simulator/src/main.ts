import { parseArgs } from "node:util";
import { connectionSettings, type SimulatorOptions, startSimulator } from "./simulator.ts";

const usage = "Usage: pnpm simulator [--port 8090] [--catalogs N] [--clock real|stepped] [--duration-ms 90000]";

/** Ends the process with one line that names the flag, before anything is started. */
function refuse(message: string): never {
  console.error(`${message}\n${usage}`);
  process.exit(2);
}

function wholeNumber(flag: string, text: string | undefined, from: number, to: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  return /^\d+$/.test(text) && value >= from && value <= to
    ? value
    : refuse(`--${flag} is ${text}; it must be a whole number from ${from} to ${to}.`);
}

function readFlags(): SimulatorOptions {
  const text = { type: "string" } as const;
  const { values } = parseArgs({ options: { port: text, catalogs: text, clock: text, "duration-ms": text } });
  const { clock } = values;
  if (clock !== undefined && clock !== "real" && clock !== "stepped") {
    refuse(`--clock is ${clock}; it must be real or stepped.`);
  }
  const catalogs = wholeNumber("catalogs", values.catalogs, 0, 20_000);
  return {
    port: wholeNumber("port", values.port, 0, 65_535) ?? 8090,
    clock,
    fleet: catalogs === undefined ? "demo" : { catalogs },
    updateDurationMs: wholeNumber("duration-ms", values["duration-ms"], 1, 86_400_000),
  };
}

function readFlagsOrRefuse(): SimulatorOptions {
  try {
    return readFlags();
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
}

const simulator = await startSimulator(readFlagsOrRefuse()).catch((error: unknown) =>
  refuse(error instanceof Error ? error.message : String(error)),
);
const settings = Object.entries(connectionSettings(simulator)).map(([name, value]) => `  ${name}=${value}`);
console.log(`Simulated Citrix Cloud at ${simulator.baseUrl}

${settings.join("\n")}

Site ${simulator.siteId}. Faults, clock and log: ${simulator.controlUrl}/__simulator/`);

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => void simulator.close());
}
