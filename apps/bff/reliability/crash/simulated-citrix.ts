import type { LogEntry, Simulator } from "@catalog-deck/simulator";
import type { Ending, ReceivedPost, Sighting } from "./judge.ts";
import type { SeededRandom } from "./random.ts";

/** The simulator's log keeps 5,000 requests: well before that it is emptied. */
const logFullAt = 2_500;

/** A catalog that updates are asked for. */
export interface Target {
  id: string;
  name: string;
  imageId: string;
  ending: Ending;
}

/** What the crash test needs of the simulator: its catalogs, the POSTs that it received, and its faults. */
export class SimulatedCitrix {
  readonly simulator: Simulator;
  #emptied: ReceivedPost[] = [];

  constructor(simulator: Simulator) {
    this.simulator = simulator;
  }

  /** Gives every catalog of the fleet a name by which it is known how its updates end. */
  async prepareTargets(random: SeededRandom): Promise<Target[]> {
    const { control } = this.simulator;
    const targets: Target[] = [];
    for (const { id, name, imageId } of await control.catalogs()) {
      const ending = random.pick<Ending>(["newImage", "newImage", "newImage", "newImage", "rolledBack", "failed"]);
      const words = { newImage: "", rolledBack: " rolls back", failed: " fails" }[ending];
      await control.patchCatalog(id, { name: `${name}${words}`, ...inOrder });
      if (imageId) targets.push({ id, name: `${name}${words}`, imageId, ending });
    }
    return targets;
  }

  /** Brings a catalog back to order as an administrator does: error repaired, warnings dismissed. Gives its image. */
  async repair(catalogId: string): Promise<string> {
    await this.simulator.control.patchCatalog(catalogId, inOrder);
    return (await this.catalogsById()).get(catalogId)?.imageId ?? "";
  }

  /** What the catalogs are like now, for comparison with what the BFF has just said. */
  async catalogsById(): Promise<Map<string, Sighting["catalog"]>> {
    const catalogs = await this.simulator.control.catalogs();
    return new Map(
      catalogs.map(({ id, state, imageId, warnings }) => [
        id,
        {
          state,
          imageId: imageId ?? null,
          rolledBack: (warnings ?? []).some(({ type }) => type === "ImageRollback"),
        },
      ]),
    );
  }

  /** The POST of a key, as the log knows it, if it has arrived. */
  async postOf(key: string): Promise<LogEntry | undefined> {
    const entries = await this.simulator.control.log({ operation: "startImageUpdate" });
    return entries.find((entry) => postFromLog(entry)?.key === key);
  }

  /** The simulated time and what has been received, for a BFF that has just been killed. */
  async look(): Promise<{ now: number; log: LogEntry[] }> {
    const { control } = this.simulator;
    return { now: await control.now(), log: await control.log({ operation: "getCatalog" }) };
  }

  /** Every POST that has arrived whole. A log that fills up is emptied; only while no BFF runs, so that none is missed. */
  async posts(bffIsDown = false): Promise<ReceivedPost[]> {
    const log = await this.simulator.control.log();
    const now = log.flatMap((entry) => postFromLog(entry) ?? []);
    if (bffIsDown && log.length > logFullAt) {
      this.#emptied = [...this.#emptied, ...now];
      await this.simulator.control.clearLog();
      return this.#emptied;
    }
    return [...this.#emptied, ...now];
  }
}

const inOrder = { state: "Active", subState: null, statusMessage: null, extraInfo: null, warnings: [] };

/** A POST that was cut off before its body has no body in the log, and nothing was done. */
function postFromLog({ operation, path, body, transactionId }: LogEntry): ReceivedPost | undefined {
  if (operation !== "startImageUpdate" || typeof body !== "object" || body === null) return undefined;
  const { WarningMessage, TemplateId } = body as { WarningMessage?: unknown; TemplateId?: unknown };
  const catalogId = /\/catalogs\/([^/]+)\//.exec(path)?.[1] ?? "";
  return { key: String(WarningMessage), catalogId, imageId: String(TemplateId), transactionId };
}
