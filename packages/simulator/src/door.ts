import { once } from "node:events";
import type { Server } from "node:http";
import { freePort } from "./free-port.ts";

/** The port of the simulated services: open, or closed so that connections are refused, and then open again. */
export class Door {
  readonly #server: Server;
  readonly #host: string;
  #port: number;

  /** `port` 0 takes any free port, and keeps it. */
  constructor(server: Server, host: string, port: number) {
    this.#server = server;
    this.#host = host;
    this.#port = port;
  }

  /** Such as `http://127.0.0.1:8090`. */
  get url(): string {
    return `http://${this.#host.includes(":") ? `[${this.#host}]` : this.#host}:${this.#port}`;
  }

  /** Listens; does nothing when it is open. Rejects when the port is taken. */
  async open(): Promise<void> {
    if (this.#server.listening) return;
    if (this.#port === 0) this.#port = await freePort(this.#host);
    this.#server.listen(this.#port, this.#host);
    await once(this.#server, "listening");
  }

  /** Cuts every connection and refuses new ones; does nothing when it is closed. */
  async close(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, "close");
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }
}
