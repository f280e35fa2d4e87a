import { createServer } from "node:http";
import { type AddressInfo, connect, type Server as NetServer, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { onTestFinished } from "vitest";
import type { ServerCertificate } from "./certificates.ts";

/** Takes TLS off and passes on to a plain server on loopback, as a front end does. Gives its port; ends with the test. */
export async function startTlsFront(certificate: ServerCertificate, backendPort: number): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createTlsServer(certificate, (socket) => pipe(socket, connect(backendPort, "127.0.0.1")));
  return await listen(server, sockets);
}

export interface ConnectProxy {
  port: number;
  /** Where each CONNECT wanted to go, with the credentials it came with. */
  asked: { target: string; authorization: string | undefined }[];
  /** From now on it answers this status instead of opening a tunnel. */
  answer(status: number): void;
}

/**
 * A real proxy that opens tunnels, whatever name they are for, to one port of loopback: no test asks a name server. Ends with
 * the test.
 */
export async function startConnectProxy(targetPort: number): Promise<ConnectProxy> {
  const asked: ConnectProxy["asked"] = [];
  const sockets = new Set<Socket>();
  let refusal: number | undefined;
  const server = createServer((_request, response) => response.writeHead(400).end());
  server.on("connect", ({ url = "", headers }, client) => {
    asked.push({ target: url, authorization: headers["proxy-authorization"] });
    if (refusal !== undefined) {
      client.end(`HTTP/1.1 ${refusal} No\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    const target = connect(targetPort, "127.0.0.1", () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      pipe(client, target);
    });
    target.on("error", () => client.destroy());
  });
  const answer = (status: number) => {
    refusal = status;
    for (const socket of sockets) socket.destroy();
  };
  return { port: await listen(server, sockets), asked, answer };
}

function pipe(one: NodeJS.ReadWriteStream & { destroy(): unknown }, other: Socket): void {
  one.on("error", () => other.destroy()).on("close", () => other.destroy());
  other.on("error", () => one.destroy()).on("close", () => one.destroy());
  one.pipe(other).pipe(one);
}

async function listen(server: NetServer, sockets: Set<Socket>): Promise<number> {
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined).on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return (server.address() as AddressInfo).port;
}
