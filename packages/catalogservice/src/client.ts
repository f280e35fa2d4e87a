import type { CallReport } from "./transport.ts";
import type { WireCatalog, WireCatalogList, WireCatalogStatus, WireImage, WireImageDetails, WireSite } from "./wire.ts";

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
  now?: () => number;
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

/** Citrix Cloud's catalog service for one customer. Every method rejects with a `CatalogServiceError`. */
export class CatalogServiceClient {
  readonly #options: CatalogServiceClientOptions;

  constructor(options: CatalogServiceClientOptions) {
    this.#options = options;
  }

  listSites(): Promise<Answer<WireSite[]>> {
    return this.#unfinished();
  }

  listCatalogs(_siteId: string): Promise<Answer<WireCatalogList>> {
    return this.#unfinished();
  }

  getCatalog(_siteId: string, _catalogId: string): Promise<Answer<WireCatalog>> {
    return this.#unfinished();
  }

  listImages(_siteId: string): Promise<Answer<WireImage[]>> {
    return this.#unfinished();
  }

  getImage(_siteId: string, _imageId: string): Promise<Answer<WireImageDetails>> {
    return this.#unfinished();
  }

  startImageUpdate(
    _siteId: string,
    _catalogId: string,
    _update: ImageUpdateRequest,
    _options: { transactionId?: string } = {},
  ): Promise<{ transactionId: string; statusUrl: string }> {
    return this.#unfinished();
  }

  getUpdateStatus(_siteId: string, _catalogId: string, _statusUrl?: string): Promise<Answer<WireCatalogStatus>> {
    return this.#unfinished();
  }

  async close(): Promise<void> {}

  #unfinished(): Promise<never> {
    return Promise.reject(new Error(`not built yet: ${this.#options.customerId}`));
  }
}
