import type { Addresses } from "./addresses.ts";
import { refusedError } from "./errors.ts";
import { type Exchange, headersOf } from "./transport.ts";
import { WireUpdateImageBody } from "./wire.ts";

const operation = "startImageUpdate";

/** `vdaUpdateDelay` is in minutes, -1 for natural reboot, 0 for at once. */
export interface CitrixUpdateRequest {
  imageId: string;
  citrixPrepared: boolean;
  vdaUpdateDelay: number;
  warningTitle?: string | undefined;
  warningMessage?: string | undefined;
}

/** Which catalog is to be moved, and to what. */
export interface UpdateOfCatalog {
  siteId: string;
  catalogId: string;
  update: CitrixUpdateRequest;
  transactionId: string;
}

/** A request as it goes over the wire, of which someone only wants to read. */
export interface RequestText {
  method: "POST";
  url: string;
  headers: Record<string, string>;
  /** The JSON, character by character. */
  body: string;
}

type UpdateExchange = Omit<Exchange, "attempt" | "secrets"> & { method: "POST"; body: string };

export function authorizationHeader(token: string): Record<string, string> {
  return { authorization: `CwsAuth Bearer=${token}` };
}

/**
 * The one request that moves a catalog to another image, but for its token: what is sent and what a dry run shows are
 * both made here.
 * @throws CatalogServiceError `refused`, before anything is sent, for an id or a field that is not usable
 */
export function imageUpdateExchange(addresses: Addresses, wanted: UpdateOfCatalog): (token: string) => UpdateExchange {
  const { siteId, catalogId, update, transactionId } = wanted;
  const url = addressOrRefusal(
    operation,
    () => addresses.catalogAction(siteId, catalogId, "$updateImage?async=true"),
    transactionId,
  );
  const body = updateBody(update, transactionId);
  return (token) => ({
    operation,
    method: "POST",
    url,
    body,
    transactionId,
    headers: { ...authorizationHeader(token), "content-type": "application/json; charset=utf-8" },
  });
}

/**
 * The JSON of an update. Checked before it is sent: JSON would turn a delay that is not a number into null, which Citrix
 * takes for 0, everyone logged off now.
 * @throws CatalogServiceError `refused`, naming the first field that is not usable
 */
function updateBody(update: CitrixUpdateRequest, transactionId: string): string {
  const body = WireUpdateImageBody.safeParse({
    TemplateId: update.imageId,
    CitrixPrepared: update.citrixPrepared,
    VdaUpdateDelay: update.vdaUpdateDelay,
    WarningTitle: update.warningTitle,
    WarningMessage: update.warningMessage,
  });
  if (body.success) return JSON.stringify(body.data);
  throw refusedError(`startImageUpdate: ${body.error.issues[0]?.path.join(".")} is not usable`, transactionId);
}

export function requestText(exchange: UpdateExchange): RequestText {
  const { method, url, body } = exchange;
  return { method, url: url.href, headers: headersOf(exchange), body };
}

/** An id that cannot stand in an address is refused like any other bad request: nothing is sent. */
export function addressOrRefusal(operation: string, address: () => URL, transactionId?: string): URL {
  try {
    return address();
  } catch (error) {
    throw refusedError(`${operation}: ${error instanceof Error ? error.message : "bad address"}`, transactionId);
  }
}
