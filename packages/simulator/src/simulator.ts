import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { answerCitrixCall } from "./catalog-service.ts";
import { type ClockKind, SimulatorClock } from "./clock.ts";
import { SimulatorControl } from "./control.ts";
import { answerControl, controlPath } from "./control-routes.ts";
import { FaultSwitchboard } from "./faults.ts";
import { Fleet, type FleetChoice } from "./fleet/fleet.ts";
import { guidOf } from "./fleet/seeds.ts";
import { RequestLog } from "./request-log.ts";
import { TrustService } from "./trust-service.ts";

/** How to start a simulator; each has a default. */
export interface SimulatorOptions {
  /** A loopback address; 127.0.0.1 by default. */
  host?: string | undefined;
  /** 0 (the default) takes any free port. */
  port?: number | undefined;
  customerId?: string | undefined;
  clientId?: string | undefined;
  clientSecret?: string | undefined;
  fleet?: FleetChoice | undefined;
  clock?: ClockKind | undefined;
  /** How long an image update takes in all; 90 s by default. */
  updateDurationMs?: number | undefined;
  /** 3,600 by default, in simulated time. */
  tokenLifetimeSeconds?: number | undefined;
}

/** A running simulator. */
export interface Simulator {
  /** Such as `http://127.0.0.1:8090`: to be used as the API base URL. */
  baseUrl: string;
  customerId: string;
  siteId: string;
  clientId: string;
  clientSecret: string;
  control: SimulatorControl;
  close(): Promise<void>;
}

/**
 * Starts a stand-in for Citrix Cloud's trust service and catalog service on a loopback address.
 * Rejects when the host is not loopback or the port is taken.
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const host = options.host ?? "127.0.0.1";
  if (!/^(127(\.\d{1,3}){3}|::1|localhost)$/.test(host)) {
    throw new Error(`The simulator listens on loopback only, not on ${host}.`);
  }
  const credentials = {
    customerId: options.customerId ?? "contoso",
    clientId: options.clientId ?? "simulator-client",
    clientSecret: options.clientSecret ?? "simulator-secret",
  };
  const siteId = guidOf(`site ${credentials.customerId}`);
  const clock = new SimulatorClock(options.clock ?? "real");
  const initialFleet = options.fleet ?? "demo";
  const closing = new AbortController();
  const parts = {
    clock,
    initialFleet,
    fleet: new Fleet(clock, options.updateDurationMs ?? 90_000, initialFleet),
    trust: new TrustService(clock, credentials, options.tokenLifetimeSeconds ?? 3_600),
    log: new RequestLog(),
    faults: new FaultSwitchboard(),
    siteId,
    closing: closing.signal,
  };

  const answer = (request: IncomingMessage, response: ServerResponse, url: URL) =>
    url.pathname.startsWith(controlPath)
      ? answerControl(parts, request, response, url)
      : answerCitrixCall(parts, request, response, url);
  const server = createServer((request, response) => {
    // The caller's own name for this host goes into the `location` header, as with the real service.
    const url = URL.parse(`http://${request.headers.host ?? new URL(baseUrl).host}${request.url ?? "/"}`);
    if (url === null) {
      response.writeHead(400).end();
      return;
    }
    answer(request, response, url).catch((error: unknown) => {
      // A caller that hangs up in the middle of its body is no fault of the simulator's.
      if (!request.destroyed) console.error("simulator:", error);
      response.destroy();
    });
  });
  // Longer than any poll, so that a kept connection is not closed under a request that is being sent.
  server.keepAliveTimeout = 65_000;
  server.listen(options.port ?? 0, host);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const baseUrl = `http://${host.includes(":") ? `[${host}]` : host}:${port}`;

  return {
    baseUrl,
    siteId,
    ...credentials,
    control: new SimulatorControl(baseUrl),
    close: async () => {
      closing.abort();
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
