/** The typed client of Citrix Cloud's trust service and catalog service, and its wire schemas. */
export {
  type Answer,
  CatalogServiceClient,
  type CatalogServiceClientOptions,
  type ImageUpdateRequest,
} from "./client.ts";
export { CatalogServiceError, type CatalogServiceErrorKind } from "./errors.ts";
export type { CallReport } from "./transport.ts";
export * from "./wire.ts";
