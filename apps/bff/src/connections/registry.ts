import type { Connection } from "@catalog-deck/contract";
import { HttpProblem } from "../http/http-problem.ts";
import type { CitrixConnection } from "./connection.ts";

/** The configured connections, by id. */
export class ConnectionRegistry {
  readonly #connections: ReadonlyMap<string, CitrixConnection>;

  constructor(connections: readonly CitrixConnection[]) {
    this.#connections = new Map(connections.map((connection) => [connection.id, connection]));
  }

  /** All connections as a browser sees them. */
  list(): Connection[] {
    return [...this.#connections.values()].map((connection) => connection.describe());
  }

  /** All connections, in the order of the configuration. */
  all(): CitrixConnection[] {
    return [...this.#connections.values()];
  }

  get(id: string): CitrixConnection | undefined {
    return this.#connections.get(id);
  }

  /** The connection named in a path. Throws a 404 problem when there is none. */
  require(id: string): CitrixConnection {
    const connection = this.#connections.get(id);
    if (connection === undefined) throw new HttpProblem(404, "not-found", `There is no connection "${id}".`);
    return connection;
  }

  /** Ends the connections' calls to Citrix. */
  async close(): Promise<void> {
    await Promise.all([...this.#connections.values()].map((connection) => connection.client.close()));
  }
}
