import { randomUUID } from "node:crypto";
import type { z } from "zod";
import { Addresses } from "./addresses.ts";
import { CatalogServiceError } from "./errors.ts";
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
  WireUpdateImageBody,
} from "./wire.ts";

/** What Citrix answered, and the transaction id that Citrix Support asks for. */
export type Answer<T> = { data: T; transactionId: string };

export interface CatalogServiceClientOptions {
  /** Such as `https://api-eu.cloud.com`; plain http is taken for a loopback address only. */
  apiBaseUrl: string;
  customerId: string;
  clientId: string;
  clientSecret: string;
  /** In milliseconds; 10 s, 30 s and 30 s unless told. */
  timeouts?: { connectMs?: number; headersMs?: number; bodyMs?: number };
  /** For reads and the token only: 3 attempts, from 300 ms, unless told. */
  retry?: { attempts?: number; baseDelayMs?: number };
  /** The clock in milliseconds since 1970, for the token's end and for `Retry-After`. */
  now?: () => number;
  /** Is told of every HTTP exchange, the token's too. */
  onCall?: (call: CallReport) => void;
}

/** `vdaUpdateDelay` is in minutes, -1 for natural reboot, 0 for at once. */
export interface ImageUpdateRequest {
  imageId: string;
  citrixPrepared: boolean;
  vdaUpdateDelay: number;
  warningTitle?: string | undefined;
  warningMessage?: string | undefined;
}

type Outgoing = Pick<Exchange, "operation" | "url">;

/**
 * Citrix Cloud's catalog service for one customer (catalogservice.md). Every method rejects with a `CatalogServiceError`.
 * Reads are tried up to three times; an update is sent once.
 */
export class CatalogServiceClient {
  readonly #clientId: string;
  readonly #clientSecret: string;
  readonly #addresses: Addresses;
  readonly #transport: Transport;
  readonly #tokens: TokenSource;
  readonly #retry: RetryPolicy;
  readonly #closing = new AbortController();
  readonly #sitesWithoutManagedCatalogs = new Set<string>();

  /** @throws TypeError for an address that is neither https nor loopback, or a customer id that cannot be part of one */
  constructor(options: CatalogServiceClientOptions) {
    const { timeouts = {}, retry = {}, now = Date.now } = options;
    this.#clientId = options.clientId;
    this.#clientSecret = options.clientSecret;
    this.#addresses = new Addresses(options.apiBaseUrl, options.customerId);
    this.#transport = new Transport({
      connectMs: timeouts.connectMs ?? 10_000,
      headersMs: timeouts.headersMs ?? 30_000,
      bodyMs: timeouts.bodyMs ?? 30_000,
      now,
      onCall: options.onCall,
    });
    this.#retry = {
      attempts: retry.attempts ?? 3,
      baseDelayMs: retry.baseDelayMs ?? 300,
      now,
      signal: this.#closing.signal,
    };
    this.#tokens = new TokenSource((lastToken) => this.#requestToken(lastToken), now);
  }

  /** The customer's sites. */
  async listSites(): Promise<Answer<WireSite[]>> {
    const answer = await this.#read({ operation: "listSites", url: this.#addresses.sites }, WireSiteList);
    return { data: answer.data.items, transactionId: answer.transactionId };
  }

  /** All catalogs of a site at once: there is no paging. Falls back to `catalogs` for a customer without managed ones. */
  async listCatalogs(siteId: string): Promise<Answer<WireCatalogList>> {
    const list = (collection: "managedcatalogs" | "catalogs") =>
      this.#read(
        this.#outgoing("listCatalogs", () => this.#addresses.catalogs(siteId, collection)),
        WireCatalogList,
      );
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
  async getCatalog(siteId: string, catalogId: string): Promise<Answer<WireCatalog>> {
    const collection = this.#sitesWithoutManagedCatalogs.has(siteId) ? "catalogs" : "managedcatalogs";
    const address = () => this.#addresses.catalog(siteId, catalogId, collection);
    return this.#read(this.#outgoing("getCatalog", address), WireCatalog);
  }

  /** All images of a site, Citrix's own and the customer's. */
  async listImages(siteId: string): Promise<Answer<WireImage[]>> {
    const outgoing = this.#outgoing("listImages", () => this.#addresses.images(siteId));
    const answer = await this.#read(outgoing, WireImageList);
    return { data: answer.data.items, transactionId: answer.transactionId };
  }

  /** One image with the catalogs that use it and its applications. */
  async getImage(siteId: string, imageId: string): Promise<Answer<WireImageDetails>> {
    return this.#read(
      this.#outgoing("getImage", () => this.#addresses.image(siteId, imageId)),
      WireImageDetails,
    );
  }

  /**
   * Moves a catalog to another image. This logs users off, and is not idempotent: it is sent once, and once more only after
   * a 401, which Citrix answers before it does anything.
   * @param options.transactionId recorded by the caller before the call, so that it is known however the call ends
   * @returns the transaction id, and where to read the status
   * @throws CatalogServiceError; when its `mayHaveBeenReceived` is true, the update may be running
   */
  async startImageUpdate(
    siteId: string,
    catalogId: string,
    update: ImageUpdateRequest,
    options: { transactionId?: string } = {},
  ): Promise<{ transactionId: string; statusUrl: string }> {
    const transactionId = options.transactionId ?? randomUUID();
    const operation = "startImageUpdate";
    const { url } = this.#outgoing(operation, () => this.#addresses.updateImage(siteId, catalogId), transactionId);
    const body = updateBody(update, transactionId);
    const send = (token: string, attempt: number) =>
      this.#transport.start({
        ...this.#exchange({ operation, url }, token, attempt),
        method: "POST",
        body,
        transactionId,
        headers: { ...authorisation(token), "content-type": "application/json; charset=utf-8" },
      });

    const token = await this.#tokens.get();
    const started = await send(token, 1).catch(async (error: unknown) => {
      if (!isKind(error, "unauthorised")) throw error;
      return send(await this.#tokens.replace(token), 2);
    });
    const statusUrl = this.#addresses.updateStatus(siteId, catalogId, started.location);
    return { transactionId: started.transactionId, statusUrl: statusUrl.href };
  }

  /**
   * The state of a catalog's update; where Citrix keeps none, that of the catalog itself.
   * @param statusUrl what `startImageUpdate` gave; checked again, because it may have been stored in between
   */
  async getUpdateStatus(siteId: string, catalogId: string, statusUrl?: string): Promise<Answer<WireCatalogStatus>> {
    const operation = "getUpdateStatus";
    const outgoing = this.#outgoing(operation, () => this.#addresses.updateStatus(siteId, catalogId, statusUrl));
    try {
      return await this.#read(outgoing, WireCatalogStatus);
    } catch (error) {
      if (!isKind(error, "not-found")) throw error;
      const { data, transactionId } = await this.getCatalog(siteId, catalogId);
      return { data: statusOf(data), transactionId };
    }
  }

  /** Gives waiting retries up, lets running calls end, then closes the connections. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#transport.close();
  }

  async #read<T>(outgoing: Outgoing, schema: z.ZodType<T>): Promise<Answer<T>> {
    let sent = 0;
    const send = (token: string) => {
      sent += 1;
      return this.#transport.read(this.#exchange(outgoing, token, sent), schema);
    };
    // The token is fetched outside the retries: its request has retries of its own.
    const token = await this.#tokens.get();
    try {
      return await withRetries(() => send(token), this.#retry);
    } catch (error) {
      if (!isKind(error, "unauthorised")) throw error;
    }
    const fresh = await this.#tokens.replace(token);
    return withRetries(() => send(fresh), { ...this.#retry, attempts: Math.max(1, this.#retry.attempts - sent) });
  }

  async #requestToken(lastToken = ""): Promise<WireTokenAnswer> {
    const body = new URLSearchParams({
      grant_type: "client_credentials",
      client_id: this.#clientId,
      client_secret: this.#clientSecret,
    }).toString();
    let attempt = 0;
    const request = () => {
      attempt += 1;
      return this.#transport.read(
        {
          operation: "token",
          method: "POST",
          url: this.#addresses.token,
          headers: { "content-type": "application/x-www-form-urlencoded" },
          body,
          transactionId: randomUUID(),
          attempt,
          secrets: [this.#clientSecret, lastToken],
        },
        WireTokenAnswer,
      );
    };
    return (await withRetries(request, this.#retry)).data;
  }

  #exchange(outgoing: Outgoing, token: string, attempt: number): Exchange {
    return {
      ...outgoing,
      method: "GET",
      headers: authorisation(token),
      transactionId: randomUUID(),
      attempt,
      secrets: [token, this.#clientSecret],
    };
  }

  /** An id that cannot stand in an address is refused here like any other bad request: nothing is sent. */
  #outgoing(operation: string, address: () => URL, transactionId?: string): Outgoing {
    try {
      return { operation, url: address() };
    } catch (error) {
      throw refused(`${operation}: ${error instanceof Error ? error.message : "bad address"}`, transactionId);
    }
  }
}

function authorisation(token: string): Record<string, string> {
  return { authorization: `CwsAuth Bearer=${token}` };
}

function isKind(error: unknown, kind: CatalogServiceError["kind"]): boolean {
  return error instanceof CatalogServiceError && error.kind === kind;
}

function refused(message: string, transactionId: string = randomUUID()): CatalogServiceError {
  return new CatalogServiceError({ kind: "refused", message, transactionId, mayHaveBeenReceived: false });
}

/**
 * Checked before it is sent: JSON would turn a delay that is not a number into null, which Citrix takes for 0,
 * everybody logged off now.
 */
function updateBody(update: ImageUpdateRequest, transactionId: string): string {
  const body = WireUpdateImageBody.safeParse({
    TemplateId: update.imageId,
    CitrixPrepared: update.citrixPrepared,
    VdaUpdateDelay: update.vdaUpdateDelay,
    WarningTitle: update.warningTitle,
    WarningMessage: update.warningMessage,
  });
  if (body.success) return JSON.stringify(body.data);
  throw refused(`startImageUpdate: ${body.error.issues[0]?.path.join(".")} is not usable`, transactionId);
}

function statusOf(catalog: WireCatalog): WireCatalogStatus {
  const { state, subState, warnings, statusMessage, transactionId, extraInfo } = catalog;
  return { state, subState, warnings, statusMessage, transactionId, extraInfo };
}
