import {
  CatalogServiceClient,
  type CatalogServiceClientOptions,
  CatalogServiceError,
  normalId,
  type OutgoingProxy,
  type ReadItems,
} from "@catalog-deck/catalogservice";
import type { Connection } from "@catalog-deck/contract";
import type { FastifyBaseLogger } from "fastify";
import type { ConnectionConfig } from "../config/config.ts";
import type { VisibleTo } from "../config/connections.ts";
import { HttpProblem } from "../http/http-problem.ts";
import type { Clock } from "../lib/clock.ts";
import { definedFields } from "../lib/defined-fields.ts";
import { ownName } from "../lib/log-format.ts";
import { siteKeyOf, type UpdateScope } from "../store/site-key.ts";
import { CatalogReader, type CatalogReaderOptions } from "./catalog-reader.ts";
import { ImageReader } from "./image-reader.ts";
import { SharedRead } from "./shared-read.ts";
import { UpstreamGovernor } from "./upstream-governor.ts";
import type { ConnectionMeter } from "./upstream-meter.ts";

const siteIdKeptMs = 24 * 60 * 60_000;

/** Times of the client of Citrix that a server is given instead of the client's own. */
export type ClientTimes = Pick<CatalogServiceClientOptions, "timeouts" | "retry">;

export interface CitrixConnectionOptions {
  config: ConnectionConfig;
  proxy: OutgoingProxy | undefined;
  clock: Clock;
  clientTimes?: ClientTimes | undefined;
  /** Our own image updates of this connection, to be joined to its catalogs. */
  updates: CatalogReaderOptions["updates"];
  fingerprints?: CatalogReaderOptions["fingerprints"];
  meter: ConnectionMeter;
  log: FastifyBaseLogger;
}

/**
 * One Citrix Cloud customer and site, with its client and the readers that everyone shares. Every call of the client goes
 * through the connection's governor.
 */
export class CitrixConnection {
  readonly id: string;
  readonly name: string;
  readonly customerId: string;
  /** Absent: everyone sees it. */
  readonly visibleTo: VisibleTo | undefined;
  readonly client: CatalogServiceClient;
  readonly catalogs: CatalogReader;
  readonly images: ImageReader;
  readonly #configuredSiteId: string | undefined;
  readonly #consoleUrl: string | undefined;
  readonly #foundSiteId: SharedRead<string>;

  constructor(options: CitrixConnectionOptions) {
    const { config, clock } = options;
    const log = options.log.child({ [ownName("connection")]: config.id });
    this.id = config.id;
    this.name = config.name;
    this.customerId = config.customerId;
    this.visibleTo = config.visibleTo;
    this.client = clientOf(options);
    this.#configuredSiteId = config.siteId;
    this.#consoleUrl = consoleUrlOf(config.apiBaseUrl);
    this.#foundSiteId = new SharedRead({
      clock,
      read: async () => firstSiteId((await this.client.listSites({ purpose: "watch" })).data, config),
      freshForMs: () => siteIdKeptMs,
      // Which site it is stays known, whatever happens to the list of sites.
      isGone: async () => false,
    });
    const shared = {
      clock,
      log,
      client: this.client,
      siteId: () => this.siteId(),
      siteIsGone: () => this.#siteIsGone(),
    };
    this.images = new ImageReader(shared);
    this.catalogs = new CatalogReader({
      ...shared,
      vdaVersions: () => this.images.vdaVersions(),
      updates: options.updates,
      fingerprints: options.fingerprints,
    });
  }

  /** Whether it leads to where an update was sent. */
  leadsTo(sentTo: SentTo): boolean {
    return leadsTo({ customerId: this.customerId, siteId: this.#configuredSiteId }, sentTo);
  }

  /** Whose updates concern its catalogs. By default of the site that is known now; `siteId` where one has just been read. */
  updateScope(siteId = this.#configuredSiteId ?? this.#foundSiteId.peek()): UpdateScope {
    const siteKey = siteId === undefined ? undefined : siteKeyOf({ customerId: this.customerId, siteId });
    return { connectionId: this.id, siteKey };
  }

  /** The configured site, else the first that Citrix lists: asked for once, and again when asking failed. */
  async siteId(): Promise<string> {
    return this.#configuredSiteId ?? (await this.#foundSiteId.get()).value;
  }

  /** True when Citrix lists the customer's sites and this one is not among them. */
  async #siteIsGone(): Promise<boolean> {
    try {
      const [{ data: sites }, siteId] = await Promise.all([this.client.listSites({ purpose: "watch" }), this.siteId()]);
      // A site that cannot be read may be this one.
      return sites.unreadable.length === 0 && sites.items.every(({ id }) => id !== normalId(siteId));
    } catch (error) {
      if (error instanceof CatalogServiceError) return false;
      throw error;
    }
  }

  /** The connection as a browser sees it. `siteId` is null until Citrix has named the site. */
  describe(): Connection {
    const siteId = this.#configuredSiteId ?? this.#foundSiteId.peek() ?? null;
    const consoleUrl = this.#consoleUrl;
    return { id: this.id, name: this.name, customerId: this.customerId, siteId, ...definedFields({ consoleUrl }) };
  }
}

/** The Citrix customer and site of an update; null where they were not kept. */
export interface SentTo {
  customerId: string | null;
  siteId: string | null;
}

/**
 * Whether a connection leads to where an update was sent: the same customer, and no other site by name. With no site
 * configured every site of the customer is its own, whichever Citrix lists first.
 */
export function leadsTo(config: { customerId: string; siteId?: string | undefined }, sentTo: SentTo): boolean {
  const isSame = (given: string | null, own: string) => given === null || normalId(given) === normalId(own);
  return (
    isSame(sentTo.customerId, config.customerId) &&
    (config.siteId === undefined || isSame(sentTo.siteId, config.siteId))
  );
}

function clientOf({ config, proxy, clock, meter, clientTimes }: CitrixConnectionOptions): CatalogServiceClient {
  const { apiBaseUrl, customerId, clientId, clientSecret } = config;
  const gate = new UpstreamGovernor(clock, meter);
  meter.watch(gate);
  return new CatalogServiceClient({
    apiBaseUrl,
    customerId,
    clientId,
    clientSecret,
    proxy,
    now: () => clock.now().getTime(),
    steadyMs: () => clock.steadyMs(),
    gate,
    onCall: (report) => meter.called(report),
    ...clientTimes,
  });
}

function firstSiteId({ items, unreadable }: ReadItems<{ id: string }>, config: ConnectionConfig): string {
  const [first] = items;
  const params = { customer: config.customerId };
  if (unreadable.some(({ index }) => index === 0)) {
    // Never the second in its place: that would be another site's catalogs.
    throw new HttpProblem(502, "citrix-unreadable", { code: "first-site-unreadable", params });
  }
  if (first === undefined) {
    throw new HttpProblem(502, "citrix-unreadable", { code: "no-site", params });
  }
  return first.id;
}

/** The regions of Citrix's commercial cloud share one console. Of other clouds its address is not documented. */
const commercialHosts = new Set(["api.cloud.com", "api-us.cloud.com", "api-eu.cloud.com", "api-ap-s.cloud.com"]);

/** Where people work on the same customer in Citrix's own console; undefined where that is not known. */
export function consoleUrlOf(apiBaseUrl: string): string | undefined {
  return commercialHosts.has(new URL(apiBaseUrl).hostname) ? "https://citrix.cloud.com/" : undefined;
}
