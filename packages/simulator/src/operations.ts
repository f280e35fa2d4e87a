import { unescape as unescaped } from "node:querystring";

/** The operations that the simulator knows by name: Citrix's own and the token. */
export const operations = [
  "token",
  "listSites",
  "listCatalogs",
  "getCatalog",
  "listImages",
  "getImage",
  "startImageUpdate",
  "getUpdateStatus",
] as const;

export type Operation = (typeof operations)[number];

/** What a request asks for, from its method and path. */
export interface Route {
  operation: Operation;
  customerId: string;
  siteId?: string;
  catalogId?: string;
  imageId?: string;
}

const paths: readonly { operation: Operation; method: string; pattern: RegExp }[] = [
  { operation: "token", method: "POST", pattern: /^\/cctrustoauth2\/(?<customerId>[^/]+)\/tokens\/clients$/ },
  { operation: "listSites", method: "GET", pattern: /^\/catalogservice\/(?<customerId>[^/]+)\/sites$/ },
  {
    operation: "listCatalogs",
    method: "GET",
    pattern: /^\/catalogservice\/(?<customerId>[^/]+)\/(?<siteId>[^/]+)\/(?:managed)?catalogs$/,
  },
  {
    operation: "getCatalog",
    method: "GET",
    pattern: /^\/catalogservice\/(?<customerId>[^/]+)\/(?<siteId>[^/]+)\/(?:managed)?catalogs\/(?<catalogId>[^/]+)$/,
  },
  {
    operation: "listImages",
    method: "GET",
    pattern: /^\/catalogservice\/(?<customerId>[^/]+)\/(?<siteId>[^/]+)\/images$/,
  },
  {
    operation: "getImage",
    method: "GET",
    pattern: /^\/catalogservice\/(?<customerId>[^/]+)\/(?<siteId>[^/]+)\/images\/(?<imageId>[^/]+)$/,
  },
  {
    operation: "startImageUpdate",
    method: "POST",
    pattern:
      /^\/catalogservice\/(?<customerId>[^/]+)\/(?<siteId>[^/]+)\/catalogs\/(?<catalogId>[^/]+)\/(?:\$|%24)updateImage$/i,
  },
  {
    operation: "getUpdateStatus",
    method: "GET",
    pattern: /^\/catalogservice\/(?<customerId>[^/]+)\/(?<siteId>[^/]+)\/catalogs\/(?<catalogId>[^/]+)\/updateStatus$/i,
  },
];

/** Finds the operation of a method and path (without query); undefined for what is not built. */
export function routeOf(method: string, path: string): Route | undefined {
  for (const candidate of paths) {
    const groups = candidate.method === method ? candidate.pattern.exec(path)?.groups : undefined;
    if (groups === undefined) continue;
    const { customerId = "", siteId, catalogId, imageId } = groups;
    return {
      operation: candidate.operation,
      customerId: decoded(customerId),
      ...(siteId !== undefined && { siteId: decoded(siteId) }),
      ...(catalogId !== undefined && { catalogId: decoded(catalogId) }),
      ...(imageId !== undefined && { imageId: decoded(imageId) }),
    };
  }
  return undefined;
}

/** A path part with its escapes undone. A broken escape becomes a replacement character and so names nothing. */
function decoded(part: string): string {
  return unescaped(part);
}
