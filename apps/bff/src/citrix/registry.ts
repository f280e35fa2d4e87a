import type { Connection } from "@catalog-deck/contract";
import { HttpProblem } from "../http/http-problem.ts";
import { siteKeyOf } from "../store/site-key.ts";
import type { CitrixConnection, SentTo } from "./connection.ts";
import { maySee, type Viewer } from "./visibility.ts";

export class ConnectionRegistry {
  readonly #connections: ReadonlyMap<string, CitrixConnection>;

  constructor(connections: readonly CitrixConnection[]) {
    this.#connections = new Map(connections.map((connection) => [connection.id, connection]));
  }

  /** The connections that a person sees, as a browser is told of them. */
  listFor(viewer: Viewer): Connection[] {
    const seen = this.all().filter(({ visibleTo }) => maySee(visibleTo, viewer));
    return seen.map((connection) => connection.describe());
  }

  /** All connections, in the order of the configuration. */
  all(): CitrixConnection[] {
    return [...this.#connections.values()];
  }

  /** For the server's own work; what a person asks for goes by `requireFor`. */
  get(id: string): CitrixConnection | undefined {
    return this.#connections.get(id);
  }

  /**
   * The connection that leads to where an update was sent: the one that it was recorded by, or, when that is gone or leads
   * elsewhere now, another one to that site. Else the one that it was recorded by.
   */
  following(recordedBy: string, sentTo: SentTo): CitrixConnection | undefined {
    const own = this.#connections.get(recordedBy);
    const { customerId, siteId } = sentTo;
    if (own?.leadsTo(sentTo) || customerId === null || siteId === null) return own;
    const siteKey = siteKeyOf({ customerId, siteId });
    return this.all().find((connection) => connection.updateScope().siteKey === siteKey) ?? own;
  }

  /** The connection named in a path. Throws a 404 problem when there is none, or none that this person sees. */
  requireFor(viewer: Viewer, id: string): CitrixConnection {
    const connection = this.#connections.get(id);
    if (connection === undefined || !maySee(connection.visibleTo, viewer)) {
      throw new HttpProblem(404, "not-found", { code: "connection-unknown", params: { connection: id } });
    }
    return connection;
  }

  /** Ends the connections' calls to Citrix. */
  async close(): Promise<void> {
    await Promise.all([...this.#connections.values()].map((connection) => connection.client.close()));
  }
}
