/** The typed client of Citrix Cloud's trust service and catalog service, and its wire schemas. */
export type { CallGate, CallPurpose, GatedCall } from "./call-gate.ts";
export { CatalogServiceClient, type CatalogServiceClientOptions } from "./client.ts";
export { type ConnectionTrouble, NotConnectedError, troubleOf } from "./connection-trouble.ts";
export { CatalogServiceError, type CatalogServiceErrorKind, type HeldBack } from "./errors.ts";
export { normalId } from "./ids.ts";
export type { CitrixUpdateRequest, RequestText, UpdateOfCatalog } from "./image-update-exchange.ts";
export type { ReadItems, UnreadableItem } from "./item-list.ts";
export { type OutgoingProxy, outgoingAgent } from "./outgoing-agent.ts";
export type { CallReport } from "./transport.ts";
export * from "./wire.ts";
