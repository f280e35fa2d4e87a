import { randomUUID } from "node:crypto";
import type { z } from "zod";
import { Addresses } from "./addresses.ts";
import { type CallGate, type CallPurpose, type GatedCall, openGate } from "./call-gate.ts";
import { CatalogServiceError } from "./errors.ts";
import { KnownIds } from "./ids.ts";
import {
  addressOrRefusal,
  authorizationHeader,
  type CitrixUpdateRequest,
  imageUpdateExchange,
  type RequestText,
  requestText,
  type UpdateOfCatalog,
} from "./image-update-exchange.ts";
import type { ReadItems } from "./item-list.ts";
import type { OutgoingProxy } from "./outgoing-agent.ts";
import { type RetryPolicy, withRetries } from "./retry.ts";
import { TokenSource } from "./token.ts";
import { type CallReport, type Exchange, Transport } from "./transport.ts";
import {
  WireCatalog,
  WireCatalogList,
  WireCatalogStatus,
  type WireImage,
  WireImageDetails,
  WireImageList,
  type WireSite,
  WireSiteList,
  WireTokenAnswer,
} from "./wire.ts";

/** What Citrix answered, and the transaction id that Citrix Support asks for. */
type CitrixAnswer<T> = { data: T; transactionId: string };

export interface CatalogServiceClientOptions {
  /** Such as `https://api-eu.cloud.com`; plain http is taken for a loopback address only. */
  apiBaseUrl: string;
  customerId: string;
  clientId: string;
  clientSecret: string;
  /** In milliseconds; 10 s (name, TCP and TLS), 30 s, 30 s, and 60 s from the first to the last unless told. */
  timeouts?: { connectMs?: number; headersMs?: number; bodyMs?: number; wholeMs?: number };
  /** Used for https, except to this machine itself; straight to Citrix without. */
  proxy?: OutgoingProxy | undefined;
  /** For reads and the token only: 3 attempts, from 300 ms, unless told. */
  retry?: { attempts?: number; baseDelayMs?: number };
  /** The clock in milliseconds since 1970, for `Retry-After`. */
  now?: () => number;
  /** Milliseconds of a clock that nobody sets, for the token's end. */
  steadyMs?: () => number;
  /** Is told of every HTTP exchange, the token's too. */
  onCall?: (call: CallReport) => void;
  /** Decides of each call whether and when it is sent; lets all through unless told. */
  gate?: CallGate;
}

/** `purpose`: `look` unless told, which has no calls of its own. */
export interface ReadOptions {
  purpose?: CallPurpose;
}

type Outgoing = Pick<Exchange, "operation" | "url">;

/**
 * Citrix Cloud's catalog service for one customer (citrix-api.md). Every method rejects with a `CatalogServiceError`.
 * Reads are tried up to three times; an update is sent once. Ids come out in small letters and are taken in any; Citrix
 * gets them as it spells them itself.
 */
export class CatalogServiceClient {
  readonly #clientId: string;
  readonly #clientSecret: string;
  readonly #addresses: Addresses;
  readonly #transport: Transport;
  readonly #tokens: TokenSource;
  readonly #retry: Omit<RetryPolicy, "mayRetry">;
  readonly #gate: CallGate;
  readonly #closing = new AbortController();
  readonly #sitesWithoutManagedCatalogs = new Set<string>();
  readonly #ids = new KnownIds();

  /**
   * @throws TypeError for an address that is neither https nor loopback, or a customer id that cannot be part of one
   */
  constructor(options: CatalogServiceClientOptions) {
    const { timeouts = {}, retry = {}, now = Date.now, steadyMs = () => performance.now() } = options;
    const wholeMs = timeouts.wholeMs ?? 60_000;
    this.#clientId = options.clientId;
    this.#clientSecret = options.clientSecret;
    this.#addresses = new Addresses(options.apiBaseUrl, options.customerId);
    this.#transport = new Transport({
      connectMs: timeouts.connectMs ?? 10_000,
      headersMs: timeouts.headersMs ?? 30_000,
      bodyMs: timeouts.bodyMs ?? 30_000,
      wholeMs,
      proxy: options.proxy,
      now,
      onCall: options.onCall,
    });
    this.#retry = {
      attempts: retry.attempts ?? 3,
      baseDelayMs: retry.baseDelayMs ?? 300,
      wholeMs,
      now,
      signal: this.#closing.signal,
    };
    this.#gate = options.gate ?? openGate;
    this.#tokens = new TokenSource((lastToken) => this.#requestToken(lastToken), steadyMs);
  }

  /** The customer's sites. */
  async listSites(options: ReadOptions = {}): Promise<CitrixAnswer<ReadItems<WireSite>>> {
    const answer = await this.#read({ operation: "listSites", url: this.#addresses.sites }, WireSiteList, options);
    return { ...answer, data: this.#ids.siteList(answer.data) };
  }

  /**
   * All catalogs of a site at once: there is no paging. Falls back to `catalogs` for a customer without managed ones.
   */
  async listCatalogs(siteId: string, options: ReadOptions = {}): Promise<CitrixAnswer<WireCatalogList>> {
    const list = async (collection: "managedcatalogs" | "catalogs") => {
      const address = () => this.#addresses.catalogs(this.#ids.sites.of(siteId), collection);
      const answer = await this.#read(this.#outgoing("listCatalogs", address), WireCatalogList, options);
      return { ...answer, data: this.#ids.catalogList(answer.data) };
    };
    try {
      const answer = await list("managedcatalogs");
      this.#sitesWithoutManagedCatalogs.delete(siteId);
      return answer;
    } catch (error) {
      if (!isKind(error, "not-found")) throw error;
      const answer = await list("catalogs");
      this.#sitesWithoutManagedCatalogs.add(siteId);
      return answer;
    }
  }

  /** One catalog, read from the collection that listed it. */
  async getCatalog(siteId: string, catalogId: string, options: ReadOptions = {}): Promise<CitrixAnswer<WireCatalog>> {
    const collection = this.#sitesWithoutManagedCatalogs.has(siteId) ? "catalogs" : "managedcatalogs";
    const address = () =>
      this.#addresses.catalog(this.#ids.sites.of(siteId), this.#ids.catalogs.of(catalogId), collection);
    const answer = await this.#read(this.#outgoing("getCatalog", address), WireCatalog, options);
    return { ...answer, data: this.#ids.catalog(answer.data) };
  }

  /** All images of a site, Citrix's own and the customer's. */
  async listImages(siteId: string, options: ReadOptions = {}): Promise<CitrixAnswer<ReadItems<WireImage>>> {
    const outgoing = this.#outgoing("listImages", () => this.#addresses.images(this.#ids.sites.of(siteId)));
    const answer = await this.#read(outgoing, WireImageList, options);
    return { ...answer, data: this.#ids.imageList(answer.data) };
  }

  /** One image with the catalogs that use it and its applications. */
  async getImage(siteId: string, imageId: string, options: ReadOptions = {}): Promise<CitrixAnswer<WireImageDetails>> {
    const address = () => this.#addresses.image(this.#ids.sites.of(siteId), this.#ids.images.of(imageId));
    const answer = await this.#read(this.#outgoing("getImage", address), WireImageDetails, options);
    return { ...answer, data: this.#ids.imageDetails(answer.data) };
  }

  /** Throws the gate's refusal when an update would be held back now, so that nothing need be prepared for it. */
  checkImageUpdateMayBeSent(): void {
    this.#gate.check(updateCall(randomUUID(), 1));
  }

  /**
   * Moves a catalog to another image. This logs users off, and is not idempotent: it is sent once, and once more only after
   * a 401, which Citrix answers before it does anything.
   * @param options.transactionId recorded by the caller before the call, so that it is known however the call ends
   * @param options.lastCheck asked when token and connection are there, right before the first byte is written: unless it
   *   says true nothing is sent, and the error has `heldBack: "last-check"`
   * @returns the transaction id, and where to read the status
   * @throws CatalogServiceError; when its `mayHaveBeenReceived` is true, the update may be running
   */
  async startImageUpdate(
    siteId: string,
    catalogId: string,
    update: CitrixUpdateRequest,
    options: { transactionId?: string; lastCheck?: () => Promise<boolean> } = {},
  ): Promise<{ transactionId: string; statusUrl: string }> {
    const transactionId = options.transactionId ?? randomUUID();
    const { lastCheck } = options;
    const exchange = this.#updateExchange({ siteId, catalogId, update, transactionId });
    const send = (token: string, attempt: number) =>
      this.#gate.pass(updateCall(transactionId, attempt), () =>
        this.#transport.start({ ...exchange(token), attempt, lastCheck, secrets: [token, this.#clientSecret] }),
      );

    // Before a token is asked for: an update that is held back causes no call at all.
    this.#gate.check(updateCall(transactionId, 1));
    const token = await this.#tokens.get();
    const started = await send(token, 1).catch(async (error: unknown) => {
      if (!isKind(error, "unauthorised")) throw error;
      return send(await this.#tokens.replace(token), 2);
    });
    const statusUrl = this.#statusAddress(siteId, catalogId, started.location);
    return { transactionId: started.transactionId, statusUrl: statusUrl.href };
  }

  /**
   * The request that `startImageUpdate` would send, made by the same code, as text; nothing is sent and no token asked for.
   * @param wanted.transactionId and `token` stand in it as they are given: placeholders, where people read it
   * @throws CatalogServiceError `refused` for an id or a field that is not usable
   */
  describeImageUpdate(wanted: UpdateOfCatalog, token: string): RequestText {
    return requestText(this.#updateExchange(wanted)(token));
  }

  /**
   * The state of a catalog's update; where Citrix keeps none, that of the catalog itself.
   * @param statusUrl what `startImageUpdate` gave; checked again, because it may have been stored in between
   */
  async getUpdateStatus(
    siteId: string,
    catalogId: string,
    statusUrl?: string,
    options: ReadOptions = {},
  ): Promise<CitrixAnswer<WireCatalogStatus>> {
    const operation = "getUpdateStatus";
    const outgoing = this.#outgoing(operation, () => this.#statusAddress(siteId, catalogId, statusUrl));
    try {
      return await this.#read(outgoing, WireCatalogStatus, options);
    } catch (error) {
      if (!isKind(error, "not-found")) throw error;
      const { data, transactionId } = await this.getCatalog(siteId, catalogId, options);
      return { data: statusOf(data), transactionId };
    }
  }

  /** The exchange of an update in Citrix's own spelling. */
  #updateExchange(wanted: UpdateOfCatalog) {
    const { siteId, catalogId, update } = wanted;
    return imageUpdateExchange(this.#addresses, {
      ...wanted,
      siteId: this.#ids.sites.of(siteId),
      catalogId: this.#ids.catalogs.of(catalogId),
      update: { ...update, imageId: this.#ids.images.of(update.imageId) },
    });
  }

  #statusAddress(siteId: string, catalogId: string, location: string | undefined): URL {
    return this.#addresses.updateStatus(this.#ids.sites.of(siteId), this.#ids.catalogs.of(catalogId), location);
  }

  /** Gives waiting retries up, lets running calls end, then closes the connections. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#transport.close();
  }

  async #read<T>(outgoing: Outgoing, schema: z.ZodType<T>, options: ReadOptions = {}): Promise<CitrixAnswer<T>> {
    let sent = 0;
    const purpose = options.purpose ?? "look";
    const send = (token: string) => {
      sent += 1;
      const exchange = this.#exchange(outgoing, token, sent);
      return this.#gate.pass(gated(exchange, "read", purpose), () => this.#transport.read(exchange, schema));
    };
    const mayRetry = () =>
      this.#gate.mayRetry(gated({ ...outgoing, attempt: sent + 1, transactionId: randomUUID() }, "read", purpose));
    // The token is fetched outside the retries: its request has retries of its own.
    const token = await this.#tokens.get();
    try {
      return await withRetries(() => send(token), { ...this.#retry, mayRetry });
    } catch (error) {
      if (!isKind(error, "unauthorised")) throw error;
    }
    const fresh = await this.#tokens.replace(token);
    const attempts = Math.max(1, this.#retry.attempts - sent);
    return withRetries(() => send(fresh), { ...this.#retry, mayRetry, attempts });
  }

  async #requestToken(lastToken = ""): Promise<WireTokenAnswer> {
    const body = new URLSearchParams({
      grant_type: "client_credentials",
      client_id: this.#clientId,
      client_secret: this.#clientSecret,
    }).toString();
    const exchange = (attempt: number): Exchange => ({
      operation: "token",
      method: "POST",
      url: this.#addresses.token,
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body,
      transactionId: randomUUID(),
      attempt,
      secrets: [this.#clientSecret, lastToken],
    });
    let attempt = 0;
    const request = () => {
      attempt += 1;
      const asked = exchange(attempt);
      return this.#gate.pass(gated(asked, "token", "update"), () => this.#transport.read(asked, WireTokenAnswer));
    };
    const mayRetry = () => this.#gate.mayRetry(gated(exchange(attempt + 1), "token", "update"));
    return (await withRetries(request, { ...this.#retry, mayRetry })).data;
  }

  #exchange(outgoing: Outgoing, token: string, attempt: number): Exchange {
    return {
      ...outgoing,
      method: "GET",
      headers: authorizationHeader(token),
      transactionId: randomUUID(),
      attempt,
      secrets: [token, this.#clientSecret],
    };
  }

  #outgoing(operation: string, address: () => URL): Outgoing {
    return { operation, url: addressOrRefusal(operation, address) };
  }
}

function gated(
  exchange: Pick<Exchange, "operation" | "attempt" | "transactionId">,
  kind: GatedCall["kind"],
  purpose: CallPurpose,
): GatedCall {
  const { operation, attempt, transactionId } = exchange;
  return { operation, kind, attempt, purpose, transactionId };
}

function updateCall(transactionId: string, attempt: number): GatedCall {
  return { operation: "startImageUpdate", kind: "change", attempt, purpose: "update", transactionId };
}

function isKind(error: unknown, kind: CatalogServiceError["kind"]): boolean {
  return error instanceof CatalogServiceError && error.kind === kind;
}

function statusOf(catalog: WireCatalog): WireCatalogStatus {
  const { state, subState, warnings, statusMessage, transactionId, extraInfo } = catalog;
  return { state, subState, warnings, statusMessage, transactionId, extraInfo };
}
