import { randomInt } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";

/** Below the ports that systems give to outgoing connections: one of those may take a port that is closed for a while. */
const first = 20_000;
const end = 32_000;

/** A port on which nothing listens, to be opened now or later, and again after it was closed. */
export async function freePort(host = "127.0.0.1"): Promise<number> {
  for (;;) {
    const port = randomInt(first, end);
    const server = createServer().listen(port, host);
    try {
      await once(server, "listening");
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "EADDRINUSE" || code === "EACCES") continue;
      throw error;
    }
    server.close();
    await once(server, "close");
    return port;
  }
}
