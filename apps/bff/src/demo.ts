import { rmSync } from "node:fs";
import { startSimulator } from "@catalog-deck/simulator";
import type { ConnectionConfig } from "./config/config.ts";
import { plantDemoHistory } from "./demo-history.ts";
import type { Store } from "./store/database.ts";

export interface Demo {
  connection: ConnectionConfig;
  /** Writes a month of history into the demo's own, still empty database. */
  plantHistory(store: Store): Promise<void>;
  close(): Promise<void>;
}

/** Starts the simulator on a free loopback port: to the rest of the server it is Citrix Cloud. */
export async function startDemo(): Promise<Demo> {
  const simulator = await startSimulator();
  const id = "default";
  return {
    connection: {
      id,
      name: "Contoso",
      apiBaseUrl: simulator.baseUrl,
      customerId: simulator.customerId,
      clientId: simulator.clientId,
      clientSecret: simulator.clientSecret,
    },
    plantHistory: (store) => plantDemoHistory(store, simulator, id),
    close: () => simulator.close(),
  };
}

/** Removes the demo's database: the simulator begins again at each start, and so does what is known of it. */
export function emptyDatabase({ file }: { file: string }): void {
  for (const suffix of ["", "-wal", "-shm"]) rmSync(`${file}${suffix}`, { force: true });
}
