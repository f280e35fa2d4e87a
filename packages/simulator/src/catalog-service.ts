import { randomUUID } from "node:crypto";
import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { SimulatorClock } from "./clock.ts";
import type { Fault, FaultSwitchboard } from "./faults.ts";
import type { Fleet } from "./fleet/fleet.ts";
import {
  dripBody,
  dripHead,
  type HttpAnswer,
  jsonAnswer,
  parseJson,
  readText,
  send,
  sendHalf,
  truncated,
  waited,
} from "./http-answer.ts";
import { isoTime } from "./image-update.ts";
import { encodedAnswer, inAnotherCase, withOddItem } from "./odd-answers.ts";
import { type Route, routeOf } from "./operations.ts";
import { Refusal } from "./refusal.ts";
import type { LogEntry, RequestLog } from "./request-log.ts";
import type { TrustService } from "./trust-service.ts";
import { readUpdateBody } from "./update-body.ts";

/** What the simulated services work with. */
export interface ServiceParts {
  clock: SimulatorClock;
  fleet: Fleet;
  trust: TrustService;
  log: RequestLog;
  faults: FaultSwitchboard;
  siteId: string;
  /** Ends the waiting of delayed answers when the simulator closes. */
  closing: AbortSignal;
}

const shownOlderMs = 60_000;
const dripEveryMs = 1_000;

interface Call {
  request: IncomingMessage;
  url: URL;
  route: Route;
  text: string;
  transactionId: string;
  /** The time, in milliseconds since 1970, as which catalogs are shown. */
  shownAt: number;
}

/** Answers one request to the trust service or the catalog service, faults included, and writes it into the log. */
export async function answerCitrixCall(
  parts: ServiceParts,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const transactionId = oneHeader(request.headers["citrix-transactionid"]) ?? randomUUID();
  const method = request.method ?? "GET";
  const route = routeOf(method, url.pathname);
  const entry: LogEntry = {
    at: isoTime(parts.clock.now()),
    operation: route?.operation ?? "notBuilt",
    method,
    path: url.pathname + url.search,
    status: 0,
    transactionId,
  };
  parts.log.add(entry);
  const fault = echoing(route && parts.faults.take(route), parts.trust);
  if (fault?.kind === "breakBefore") {
    request.socket.destroy();
    return;
  }
  const answer = await answerOf(parts, request, url, route, transactionId, entry, fault);
  if (fault?.kind === "breakAfter") {
    request.socket.destroy();
    return;
  }
  if (fault?.kind === "delay") await waited(fault.delayMs ?? 1_000, parts.closing);
  const date = new Date(parts.clock.now()).toUTCString();
  const headers = { date, ...answer.headers, "citrix-transactionid": transactionId };
  await sendFaulty({ ...answer, headers }, response, entry, fault, parts.closing);
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, "abort");
}

async function sendFaulty(
  answer: HttpAnswer,
  response: ServerResponse,
  entry: LogEntry,
  fault: Fault | undefined,
  closing: AbortSignal,
): Promise<void> {
  const everyMs = fault?.delayMs ?? dripEveryMs;
  if (fault?.kind === "dripHead") return await dripHead(response, answer, everyMs, closing);
  entry.status = answer.status;
  switch (fault?.kind) {
    case "dripBody":
      return await dripBody(response, answer, everyMs, closing);
    case "breakMidway":
      return sendHalf(response, answer);
    case "truncated":
      return send(response, truncated(answer));
    default:
      return send(response, answer);
  }
}

async function answerOf(
  parts: ServiceParts,
  request: IncomingMessage,
  url: URL,
  route: Route | undefined,
  transactionId: string,
  entry: LogEntry,
  fault: Fault | undefined,
): Promise<HttpAnswer> {
  try {
    const text = await readText(request);
    if (fault?.kind === "hold") await aborted(AbortSignal.any([parts.faults.cleared, parts.closing]));
    if (fault?.kind === "status") return faultAnswer(fault);
    if (route === undefined) {
      if (!url.pathname.startsWith("/catalogservice/")) throw new Refusal(404, "There is no such service.");
      parts.trust.authorize(request.headers.authorization, url.pathname.split("/")[2] ?? "");
      throw new Refusal(501, "The simulator does not build this operation.");
    }
    const shownAt = parts.clock.now() - (fault?.kind === "older" ? (fault.ageMs ?? shownOlderMs) : 0);
    const answer = operate(parts, { request, url, route, text, transactionId, shownAt }, entry);
    return fault === undefined ? answer : spoiled(answer, fault, parts.faults.random);
  } catch (error) {
    if (error instanceof Refusal) return jsonAnswer(error.status, { message: error.message });
    throw error;
  }
}

/** The answer of a request that was done, as the fault changes it. */
function spoiled(answer: HttpAnswer, fault: Fault, random: () => number): HttpAnswer {
  switch (fault.kind) {
    case "unreadable":
      return { ...withType(answer, fault.contentType), body: fault.body ?? '{"items":[{"id":' };
    case "contentType":
      return withType(answer, fault.contentType ?? "text/html");
    case "location":
      return withLocation(answer, fault.location);
    case "idCase":
      return inAnotherCase(answer, fault, random);
    case "odd":
      return withOddItem(answer, fault);
    case "encoding":
      return encodedAnswer(answer, fault);
    default:
      return answer;
  }
}

function operate(parts: ServiceParts, call: Call, entry: LogEntry): HttpAnswer {
  const { fleet, trust } = parts;
  const { route, request, url, shownAt } = call;
  if (route.operation === "token") return jsonAnswer(200, trust.issueToken(route.customerId, call.text));
  trust.authorize(request.headers.authorization, route.customerId);
  if (route.siteId !== undefined && route.siteId.toLowerCase() !== parts.siteId.toLowerCase())
    throw new Refusal(404, "There is no such site.");
  const { catalogId = "", imageId = "" } = route;
  switch (route.operation) {
    case "listSites":
      return jsonAnswer(200, { items: [{ id: parts.siteId, displayName: "Contoso" }] });
    case "listCatalogs":
      return jsonAnswer(200, fleet.catalogList(shownAt));
    case "getCatalog":
      return jsonAnswer(200, fleet.catalog(catalogId, shownAt));
    case "listImages":
      return jsonAnswer(200, {
        items: fleet.images({
          citrixPrepared: isTrue(url, "includeCitrixPrepared"),
          customerPrepared: isTrue(url, "includeCustomerPrepared"),
        }),
      });
    case "getImage":
      return jsonAnswer(200, fleet.image(imageId));
    case "getUpdateStatus":
      return jsonAnswer(200, fleet.updateStatus(catalogId, shownAt));
    case "startImageUpdate":
      return startImageUpdate(parts, call, entry, catalogId);
  }
}

function startImageUpdate(parts: ServiceParts, call: Call, entry: LogEntry, catalogId: string): HttpAnswer {
  const body = parseJson(call.text);
  entry.body = body;
  if (!isTrue(call.url, "async")) throw new Refusal(400, "async=true is required.");
  parts.fleet.startImageUpdate(catalogId, readUpdateBody(body), call.transactionId);
  const base = `${call.url.origin}/catalogservice/${encodeURIComponent(call.route.customerId)}/${parts.siteId}`;
  return jsonAnswer(202, catalogId, { location: `${base}/catalogs/${encodeURIComponent(catalogId)}/updateStatus` });
}

/** A fault whose `body` names `{token}` sends the newest token back. */
function echoing(fault: Fault | undefined, { newestToken }: TrustService): Fault | undefined {
  return fault?.body === undefined ? fault : { ...fault, body: fault.body.replaceAll("{token}", newestToken) };
}

function faultAnswer(fault: Fault): HttpAnswer {
  const status = fault.status ?? 503;
  const headers = {
    ...(fault.retryAfter !== undefined && { "retry-after": fault.retryAfter }),
    ...(fault.location !== undefined && { location: fault.location }),
    ...(status === 429 && { "citrix-ratelimit-limit": "100", "citrix-ratelimit-remaining": "0" }),
  };
  const answer =
    fault.body === undefined
      ? jsonAnswer(status, { message: `The simulator was told to answer ${status}.` }, headers)
      : { status, headers, body: fault.body };
  return withType(answer, fault.contentType);
}

function withType(answer: HttpAnswer, contentType: string | undefined): HttpAnswer {
  if (contentType === undefined) return answer;
  return { ...answer, headers: { ...answer.headers, "content-type": contentType } };
}

function withLocation(answer: HttpAnswer, location: string | undefined): HttpAnswer {
  const others = Object.entries(answer.headers ?? {}).filter(([name]) => name !== "location");
  return { ...answer, headers: { ...Object.fromEntries(others), ...(location !== undefined && { location }) } };
}

function isTrue(url: URL, name: string): boolean {
  return url.searchParams.get(name)?.toLowerCase() === "true";
}

function oneHeader(value: string | string[] | undefined): string | undefined {
  const one = Array.isArray(value) ? value[0] : value;
  return one === "" ? undefined : one;
}
