import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { answerCitrixCall } from "./catalog-service.ts";
import { type ClockKind, SimulatorClock } from "./clock.ts";
import { SimulatorControl } from "./control.ts";
import { answerControl, controlPath } from "./control-routes.ts";
import { Door } from "./door.ts";
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
  /** Made from the customer by default. */
  siteId?: string | undefined;
  clientId?: string | undefined;
  clientSecret?: string | undefined;
  fleet?: FleetChoice | undefined;
  clock?: ClockKind | undefined;
  /** How long an image update takes in all; 90 s by default. */
  updateDurationMs?: number | undefined;
  /** 3,600 by default, in simulated time. */
  tokenLifetimeSeconds?: number | undefined;
  /** Stands in every token, so that a test can look for tokens where none belongs. */
  tokenMark?: string | undefined;
}

/** A running simulator. */
export interface Simulator {
  /** Such as `http://127.0.0.1:8090`: to be used as the API base URL. */
  baseUrl: string;
  /** Where `SimulatorControl` reaches it also while its services refuse connections: a port of its own. */
  controlUrl: string;
  customerId: string;
  siteId: string;
  clientId: string;
  clientSecret: string;
  control: SimulatorControl;
  close(): Promise<void>;
}

/** The variables by which Catalog Deck knows a simulator. */
export function connectionSettings(simulator: Simulator): Record<string, string> {
  return {
    CITRIX_API_BASE_URL: simulator.baseUrl,
    CITRIX_CUSTOMER_ID: simulator.customerId,
    CITRIX_CLIENT_ID: simulator.clientId,
    CITRIX_CLIENT_SECRET: simulator.clientSecret,
  };
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
  const siteId = options.siteId ?? guidOf(`site ${credentials.customerId}`);
  const clock = new SimulatorClock(options.clock ?? "real");
  const initialFleet = options.fleet ?? "demo";
  const closing = new AbortController();
  const server = createServer((request, response) => respond(request, response, true));
  const controlServer = createServer((request, response) => respond(request, response, false));
  // Longer than any poll, so that a kept connection is not closed under a request that is being sent.
  for (const one of [server, controlServer]) one.keepAliveTimeout = 65_000;
  const door = new Door(server, host, options.port ?? 0);
  const controlDoor = new Door(controlServer, host, 0);
  const parts = {
    clock,
    initialFleet,
    fleet: new Fleet(clock, options.updateDurationMs ?? 90_000, initialFleet),
    trust: new TrustService(clock, credentials, {
      lifetimeSeconds: options.tokenLifetimeSeconds ?? 3_600,
      mark: options.tokenMark ?? "",
    }),
    log: new RequestLog(),
    faults: new FaultSwitchboard(),
    door,
    siteId,
    closing: closing.signal,
  };

  function respond(request: IncomingMessage, response: ServerResponse, withServices: boolean): void {
    // The caller's own name for this host goes into the `location` header, as with the real service.
    const url = URL.parse(`http://${request.headers.host ?? new URL(door.url).host}${request.url ?? "/"}`);
    if (url === null) {
      response.writeHead(400).end();
      return;
    }
    const answered =
      withServices && !url.pathname.startsWith(controlPath)
        ? answerCitrixCall(parts, request, response, url)
        : answerControl(parts, request, response, url);
    answered.catch((error: unknown) => {
      // A caller that hangs up in the middle of its body is no fault of the simulator's.
      if (!request.destroyed) console.error("simulator:", error);
      response.destroy();
    });
  }
  await door.open();
  await controlDoor.open();

  return {
    baseUrl: door.url,
    controlUrl: controlDoor.url,
    siteId,
    ...credentials,
    control: new SimulatorControl(controlDoor.url),
    close: async () => {
      closing.abort();
      await Promise.all([door.close(), controlDoor.close()]);
    },
  };
}
