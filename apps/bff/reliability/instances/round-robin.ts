import { createServer, type IncomingMessage, type ServerResponse, request as send } from "node:http";
import type { AddressInfo } from "node:net";

/** The header that tells which target answered: its place in the list, from 0. */
export const servedBy = "x-served-by";

/** A plain load balancer: each request goes to the next target, without stickiness. */
export interface RoundRobin {
  url: string;
  close(): Promise<void>;
}

/**
 * Starts a load balancer before servers on 127.0.0.1. A target that refuses the connection is passed over, since it has
 * received nothing; a connection that breaks later is answered 502, and nothing is sent twice.
 */
export async function startRoundRobin(ports: readonly number[]): Promise<RoundRobin> {
  let turn = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.once("end", () => forward(request, Buffer.concat(chunks), response, ports.length));
  });

  function forward(request: IncomingMessage, body: Buffer, response: ServerResponse, triesLeft: number): void {
    const target = turn++ % ports.length;
    const { method, url, headers } = request;
    const onward = send({ host: "127.0.0.1", port: ports[target], method, path: url, headers, agent: false });
    onward.once("response", (answer) => {
      response.writeHead(answer.statusCode ?? 502, { ...answer.headers, [servedBy]: String(target) });
      answer.pipe(response);
    });
    onward.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "ECONNREFUSED" && triesLeft > 1) forward(request, body, response, triesLeft - 1);
      else if (response.headersSent) response.destroy();
      else response.writeHead(502).end();
    });
    onward.end(body);
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
