import { isLoopback } from "./loopback.ts";

/**
 * Checks the address of Citrix Cloud's API. Plain http is taken for a loopback address only, because the secret and the
 * token travel over it.
 * @param text such as `https://api-eu.cloud.com`, with or without a path in front of the services
 * @returns the address without a slash at its end
 * @throws TypeError when it is not such an address; the message does not repeat what may be a pasted secret
 */
export function readApiBaseUrl(text: string): string {
  const url = URL.parse(text);
  if (!url) throw new TypeError("apiBaseUrl is not a URL");
  if (url.username || url.password || url.search || url.hash) {
    throw new TypeError("apiBaseUrl must hold no user, password, query or fragment");
  }
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback(url.hostname))) {
    throw new TypeError("apiBaseUrl must start with https:// (http:// only for a loopback address)");
  }
  return url.origin + url.pathname.replace(/\/+$/, "");
}

/**
 * Makes a name or id one part of a path.
 * @throws TypeError for a part that would change the path it stands in: empty, `.`, `..`, or not well-formed text
 */
export function pathPart(name: string, value: string): string {
  if (value === "" || value === "." || value === ".." || !value.isWellFormed()) {
    throw new TypeError(`${name} cannot be part of an address`);
  }
  return encodeURIComponent(value);
}

/**
 * The addresses of one customer's trust service and catalog service (citrix-api.md#bearer-tokens,
 * citrix-api.md#operations).
 */
export class Addresses {
  readonly token: URL;
  readonly sites: URL;
  readonly #customerBase: string;

  constructor(apiBaseUrl: string, customerId: string) {
    const base = readApiBaseUrl(apiBaseUrl);
    const customer = pathPart("customerId", customerId);
    this.#customerBase = `${base}/catalogservice/${customer}`;
    this.token = new URL(`${base}/cctrustoauth2/${customer}/tokens/clients`);
    this.sites = new URL(`${this.#customerBase}/sites`);
  }

  /** `managedcatalogs` is what the guide reads; `catalogs` exists too, for a customer without managed ones. */
  catalogs(siteId: string, collection: "managedcatalogs" | "catalogs"): URL {
    return new URL(`${this.#site(siteId)}/${collection}`);
  }

  catalog(siteId: string, catalogId: string, collection: "managedcatalogs" | "catalogs"): URL {
    return new URL(`${this.#site(siteId)}/${collection}/${pathPart("catalogId", catalogId)}`);
  }

  images(siteId: string): URL {
    return new URL(`${this.#site(siteId)}/images?includeCitrixPrepared=true&includeCustomerPrepared=true`);
  }

  image(siteId: string, imageId: string): URL {
    return new URL(`${this.#site(siteId)}/images/${pathPart("imageId", imageId)}`);
  }

  /** Where something is done to a catalog; `action` is the last part of the path, with its query. */
  catalogAction(siteId: string, catalogId: string, action: string): URL {
    return new URL(`${this.#site(siteId)}/catalogs/${pathPart("catalogId", catalogId)}/${action}`);
  }

  /**
   * Where the status of an update is read: the `location` that Citrix named, when it is safe to send the token there,
   * else the address that Citrix's API names. Safe is the configured protocol, host and port, under exactly this
   * customer's and site's path; and never another catalog's status, which would report that one's end as this one's.
   */
  updateStatus(siteId: string, catalogId: string, location?: string): URL {
    const site = `${this.#site(siteId)}/`;
    const ours = new URL(`${site}catalogs/${pathPart("catalogId", catalogId)}/updateStatus`);
    const named = location === undefined ? null : URL.parse(location, ours.href);
    if (!named || named.origin !== ours.origin || named.username || named.password) return ours;
    const sitePath = new URL(site).pathname;
    if (!named.pathname.startsWith(sitePath)) return ours;
    const parts = named.pathname.slice(sitePath.length).split("/");
    const [collection, id] = parts;
    // An encoded slash, backslash, dot, percent sign or zero may be decoded into another path further on.
    if (parts.includes("") || /%(2f|5c|2e|25|00)/i.test(parts.join("/"))) return ours;
    const isOurs = id?.toLowerCase() === pathPart("catalogId", catalogId).toLowerCase();
    if (/^(managed)?catalogs$/i.test(collection ?? "") && !isOurs) return ours;
    named.hash = "";
    return named;
  }

  #site(siteId: string): string {
    return `${this.#customerBase}/${pathPart("siteId", siteId)}`;
  }
}
