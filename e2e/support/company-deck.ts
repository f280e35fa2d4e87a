import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { connectionSettings, freePort, type Simulator, startSimulator } from "@catalog-deck/simulator";
import { addressOf, type Bff, bffFolder, startBff } from "./deck.ts";

/** The company's identity provider: a process of its own, on `localhost`, which is another site than 127.0.0.1. */
export interface CompanyProvider {
  url: string;
  stop(): Promise<void>;
  start(): Promise<void>;
}

/** A deck whose people sign in at the company's identity provider, and that has no account of its own. */
export interface CompanyDeck {
  url: string;
  simulator: Simulator;
  bff: Bff;
  provider: CompanyProvider;
  stop(): Promise<void>;
}

/** Starts a simulated Citrix Cloud, the identity provider and a BFF that knows both. */
export async function startCompanyDeck(): Promise<CompanyDeck> {
  const simulator = await startSimulator({ clock: "stepped" });
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const provider = await startProvider(url);
  try {
    const bff = await startBff({
      PORT: String(port),
      PUBLIC_URL: url,
      ...connectionSettings(simulator),
      ...provider.settings,
    });
    return {
      url,
      simulator,
      bff,
      provider,
      stop: async () => {
        await bff.stop();
        await provider.stop();
        await simulator.close();
      },
    };
  } catch (error) {
    await provider.stop();
    await simulator.close();
    throw error;
  }
}

/** Starts the provider; `settings` are the variables that it prints for Catalog Deck. */
async function startProvider(deckUrl: string): Promise<CompanyProvider & { settings: Record<string, string> }> {
  const port = await freePort();
  let child: ChildProcess | undefined;
  let printed = "";
  const provider = {
    url: `http://localhost:${port}`,
    settings: {} as Record<string, string>,
    async start(): Promise<void> {
      printed = "";
      child = spawn(process.execPath, ["src/testing/identity-provider-main.ts", deckUrl, String(port)], {
        cwd: bffFolder,
        stdio: ["ignore", "pipe", "ignore"],
        env: { PATH: process.env.PATH },
      });
      child.stdout?.setEncoding("utf8").on("data", (text: string) => {
        printed += text;
      });
      await addressOf(child, () => (printed.includes("PUBLIC_URL=") ? printed : ""));
    },
    async stop(): Promise<void> {
      if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, "exit");
      child.kill("SIGTERM");
      await exited;
    },
  };
  await provider.start();
  provider.settings = Object.fromEntries(
    [...printed.matchAll(/export (OIDC_\w+)=(.*)/g)].map(([, name = "", value = ""]) => [name, value]),
  );
  return provider;
}
