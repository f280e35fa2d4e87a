import type { Socket } from "node:net";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { FastifyInstance, FastifyRequest } from "fastify";

/**
 * Connections whose request has not arrived whole. A body is 64 kB at most, larger ones are read of administrators alone:
 * together they hold 64 MB.
 */
const halfAtMost = 1_000;
const lookEveryMs = 1_000;

/** Whether a request has nothing but its head (RFC 9112, section 6.3): it is here, then. */
export function isHeadAlone({ headers }: FastifyRequest): boolean {
  return headers["content-length"] === undefined && headers["transfer-encoding"] === undefined;
}

/** Whether all of a request is here, once what came together with its head has been read. */
export async function hasArrivedWhole({ raw }: FastifyRequest): Promise<boolean> {
  await Promise.resolve();
  if (raw.complete === false) await nextTurn();
  // A request of `inject` does not know.
  return raw.complete !== false;
}

/**
 * Keeps half-sent requests (a head, a body, a new connection that says nothing) from piling up: beyond a thousand the
 * oldest are answered 408 and closed, whoever sent them. A request that is whole is never among them. The server's
 * `requestTimeout` closes each of them after a while anyway.
 */
export class HalfRequests {
  /** In the order of their beginning; true once a look has found them, so that what has come meanwhile has been read. */
  readonly #waiting = new Map<Socket, boolean>();

  constructor(app: FastifyInstance) {
    app.server.on("connection", (socket: Socket) => {
      this.#waiting.set(socket, false);
      socket.once("close", () => this.#waiting.delete(socket));
    });
    const looking = setInterval(() => this.#look(app), lookEveryMs);
    looking.unref();
    app.addHook("preClose", () => this.#dropUnused());
    app.addHook("onClose", async () => clearInterval(looking));
  }

  /** The head of a request is here, and not its body. */
  began({ socket }: FastifyRequest): void {
    if (!this.#waiting.has(socket) && !socket.destroyed) this.#waiting.set(socket, false);
  }

  arrived({ socket }: FastifyRequest): void {
    this.#waiting.delete(socket);
  }

  /** Browsers open connections ahead of any request. Node counts those as in use, and the end would wait for them. */
  async #dropUnused(): Promise<void> {
    // What has come is read first.
    await nextTurn();
    for (const socket of this.#waiting.keys()) if (socket.bytesRead === 0) socket.destroy();
  }

  #look(app: FastifyInstance): void {
    let tooMany = this.#waiting.size - halfAtMost;
    for (const [socket, seen] of this.#waiting) {
      if (tooMany > 0 && seen) refuse(app, socket);
      this.#waiting.set(socket, true);
      tooMany -= 1;
    }
  }
}

/** As Node does when a request does not arrive in time: the first time it is answered 408, after that cut off. */
function refuse(app: FastifyInstance, socket: Socket): void {
  const error = Object.assign(new Error("too many half-sent requests"), { code: "ERR_HTTP_REQUEST_TIMEOUT" });
  app.server.emit("clientError", error, socket);
}
