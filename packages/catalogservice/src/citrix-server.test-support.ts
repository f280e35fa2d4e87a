import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { onTestFinished } from "vitest";
import { CatalogServiceClient, type CatalogServiceClientOptions } from "./client.ts";
import { CatalogServiceError } from "./errors.ts";

export const clientSecret = 's3cret canary/+&="';

interface SeenRequest {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
  socket: Socket;
}

export type Reply = (response: ServerResponse, request: SeenRequest) => void;

/** Answers with JSON, an object, or with the text as it is. */
export function json(status: number, body: unknown, headers: Record<string, string> = {}): Reply {
  return (response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  };
}

export const breakConnection: Reply = (_response, request) => request.socket.destroy();

/** Takes the request and never answers. */
export const silence: Reply = () => undefined;

export interface CitrixServer {
  baseUrl: string;
  /** Every request but the token's. */
  calls: SeenRequest[];
  tokenCalls: SeenRequest[];
  /** Every connection that was made, whether or not anything came over it. */
  sockets: Socket[];
  /** Takes the next replies in this order; the last one stays. */
  replies(...replies: Reply[]): void;
  tokenReplies(...replies: Reply[]): void;
  stop(): void;
}

/** A real HTTP server that answers as it is told, and ends with the test. Its tokens are `token-1-canary`, `token-2-canary`… */
export async function startCitrixServer(): Promise<CitrixServer> {
  let issued = 0;
  const newToken: Reply = (response, request) => {
    issued += 1;
    json(200, { token_type: "bearer", access_token: `token-${issued}-canary`, expires_in: "3600" })(response, request);
  };
  const queues = { token: [newToken], call: [json(200, {})] };
  const calls: SeenRequest[] = [];
  const tokenCalls: SeenRequest[] = [];
  const server = createServer(async (request, response) => {
    const seen = await seenRequest(request);
    const isToken = seen.path.includes("/cctrustoauth2/");
    (isToken ? tokenCalls : calls).push(seen);
    const queue = isToken ? queues.token : queues.call;
    const reply = queue.length > 1 ? queue.shift() : queue[0];
    reply?.(response, seen);
  });
  const sockets: Socket[] = [];
  server.on("connection", (socket: Socket) => sockets.push(socket));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const stop = () => {
    server.close();
    server.closeAllConnections();
  };
  onTestFinished(stop);
  return {
    stop,
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    tokenCalls,
    sockets,
    replies: (...replies) => {
      queues.call = replies;
    },
    tokenReplies: (...replies) => {
      queues.token = replies.length > 0 ? replies : [newToken];
    },
  };
}

async function seenRequest(request: IncomingMessage): Promise<SeenRequest> {
  let body = "";
  for await (const chunk of request) body += chunk;
  const { method = "", url = "", headers, socket } = request;
  return { method, path: url, headers, body, socket };
}

/** A client of customer `contoso` that waits 1 ms before it tries again. */
export function clientFor(
  server: { baseUrl: string },
  options: Partial<CatalogServiceClientOptions> = {},
): CatalogServiceClient {
  const client = new CatalogServiceClient({
    apiBaseUrl: server.baseUrl,
    customerId: "contoso",
    clientId: "client-id",
    clientSecret,
    retry: { baseDelayMs: 1 },
    ...options,
  });
  onTestFinished(() => client.close());
  return client;
}

/** The error that a call is expected to end with. */
export async function failureOf(call: Promise<unknown>): Promise<CatalogServiceError> {
  const outcome = await call.then(
    () => "success",
    (error: unknown) => error,
  );
  if (outcome instanceof CatalogServiceError) return outcome;
  throw new Error(`expected a CatalogServiceError, got ${String(outcome)}`);
}

export const catalog = {
  id: "catalog-1",
  name: "Finance desktops",
  state: "Active",
  sessionSupport: "MultiSession",
  allocationType: "Random",
  isRemotePcCatalog: false,
  imageId: "image-1",
};

export const image = {
  id: "image-1",
  name: "Windows 11",
  state: "Ready",
  sessionSupport: "MultiSession",
  citrixPrepared: false,
  isDeprecated: false,
  linkedCatalogs: 1,
};

export const update = { imageId: "image-2", citrixPrepared: false, vdaUpdateDelay: 60 };
