import type { WireCatalog, WireImage } from "@catalog-deck/catalogservice";
import type { Fault } from "./faults.ts";
import type { FleetChoice } from "./fleet/fleet.ts";
import type { LogEntry } from "./request-log.ts";

/**
 * Steers a running simulator over HTTP, in the same process or another. Every method throws an Error with the
 * simulator's own words when it refuses.
 */
export class SimulatorControl {
  readonly #url: string;

  /**
   * `url` is the simulator's address, such as `http://127.0.0.1:8090`, or its `controlUrl`, which answers also while the
   * services refuse connections.
   */
  constructor(url: string) {
    this.#url = url.replace(/\/+$/, "");
  }

  /** Makes the fleet again, sets the clock to the machine's time, and forgets faults and log. Tokens stay good. */
  async reset(fleet?: FleetChoice): Promise<void> {
    await this.#change("reset", fleet === undefined ? {} : { fleet });
  }

  /** The simulated time, milliseconds since 1970. */
  async now(): Promise<number> {
    return (await this.#look("now")) as number;
  }

  /** Moves the simulated time forward by `ms` milliseconds. */
  async advance(ms: number): Promise<void> {
    await this.#change("advance", { ms });
  }

  /** The requests received, oldest first, of one operation where it is given. */
  async log(filter: { operation?: LogEntry["operation"] } = {}): Promise<LogEntry[]> {
    return (await this.#look(filter.operation ? `log?operation=${filter.operation}` : "log")) as LogEntry[];
  }

  /** Forgets the requests received so far. */
  async clearLog(): Promise<void> {
    await this.#change("clear-log", {});
  }

  /** The requests received so far, oldest first; they are forgotten here in the same moment. */
  async takeLog(): Promise<LogEntry[]> {
    return (await (await this.#post("take-log", {})).json()) as LogEntry[];
  }

  /** Switches a fault on; of several that fit a request the first set happens. `refused` closes the port. */
  async setFault(fault: Fault): Promise<void> {
    await this.#change("set-fault", fault);
  }

  /** Switches all faults off, and opens the port where it was closed. */
  async clearFaults(): Promise<void> {
    await this.#change("clear-faults", {});
  }

  /**
   * Changes fields of a catalog at once. An update that runs on it stops where it is when `state`, `subState`,
   * `imageId`, `taskCompletionPercentage` or `warnings` is among the fields.
   */
  async patchCatalog(id: string, fields: Partial<WireCatalog>): Promise<void> {
    await this.#change("patch-catalog", { id, fields });
  }

  /** Changes fields of an image at once. */
  async patchImage(id: string, fields: Partial<WireImage>): Promise<void> {
    await this.#change("patch-image", { id, fields });
  }

  /** Deletes a catalog, as somebody in Citrix's own console would. */
  async removeCatalog(id: string): Promise<void> {
    await this.#change("remove-catalog", { id });
  }

  /** Deletes an image; catalogs that use it go on naming it. */
  async removeImage(id: string): Promise<void> {
    await this.#change("remove-image", { id });
  }

  /** All images as they are now. Neither logged nor subject to faults. */
  async images(): Promise<WireImage[]> {
    return (await this.#look("images")) as WireImage[];
  }

  /** All catalogs as they are now. Neither logged nor subject to faults. */
  async catalogs(): Promise<WireCatalog[]> {
    return (await this.#look("catalogs")) as WireCatalog[];
  }

  async #look(path: string): Promise<unknown> {
    return (await this.#fetch(path)).json();
  }

  async #change(path: string, body: unknown): Promise<void> {
    await this.#post(path, body);
  }

  #post(path: string, body: unknown): Promise<Response> {
    return this.#fetch(path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  }

  async #fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const response = await fetch(`${this.#url}/__simulator/${path}`, init);
    if (!response.ok) throw new Error(`The simulator refused ${path}: ${response.status} ${await response.text()}`);
    return response;
  }
}
