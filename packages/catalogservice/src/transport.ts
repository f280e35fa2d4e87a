import type { Agent, Dispatcher } from "undici";
import type { z } from "zod";
import { hideSecrets, readBeginning, readText, TooLargeError, TooSlowError } from "./answer-text.ts";
import { type ConnectionTrouble, NotConnectedError } from "./connection-trouble.ts";
import { acceptedEncodings, isUndecodable } from "./content-encoding.ts";
import { errorTextOf, upstreamMessageOf } from "./error-text.ts";
import { CatalogServiceError, type CatalogServiceErrorKind, kindOfStatus } from "./errors.ts";
import { GuardedBody } from "./guarded-body.ts";
import { type OutgoingProxy, outgoingAgent } from "./outgoing-agent.ts";
import { readRetryAfter } from "./retry.ts";

/** A thousand catalogs are about 2 MiB. */
const largestAnswerBytes = 32 * 1024 * 1024;
/**
 * Not Citrix's own (citrix-api.md#headers-errors-and-retries): a gateway says it, perhaps after it has passed the
 * request on.
 */
const requestTimeout = 408;
const largestErrorBytes = 64 * 1024;

/** One HTTP exchange with Citrix, as it is reported to `onCall`: for logs and metrics, without secret or token. */
export interface CallReport {
  operation: string;
  method: string;
  status?: number;
  durationMs: number;
  /** What was echoed, else what was sent. */
  transactionId: string;
  attempt: number;
  errorKind?: string;
  connection?: ConnectionTrouble;
}

export interface TransportOptions {
  connectMs: number;
  headersMs: number;
  bodyMs: number;
  /** From the beginning to the last byte. */
  wholeMs: number;
  proxy: OutgoingProxy | undefined;
  now: () => number;
  onCall: ((call: CallReport) => void) | undefined;
}

export interface Exchange {
  operation: string;
  method: "GET" | "POST";
  url: URL;
  headers: Record<string, string>;
  body?: string;
  transactionId: string;
  attempt: number;
  /**
   * Asked when the connection is ready and nothing has been written, in the same breath as the first byte is written
   * after a yes. Anything but true, and nothing is sent. Only for an exchange with a body.
   */
  lastCheck?: (() => Promise<boolean>) | undefined;
  /** What must never show up in anything that this exchange reports or throws. */
  secrets: readonly string[];
}

/** Every header that this product puts on an exchange; the connection adds `host` and the like. */
export function headersOf(exchange: Pick<Exchange, "headers" | "transactionId">): Record<string, string> {
  return { accept: "application/json", "citrix-transactionid": exchange.transactionId, ...exchange.headers };
}

/** What Citrix sent with a success, its body not yet read. */
interface Success {
  status: number;
  transactionId: string;
  location: string | undefined;
  contentEncoding: string | undefined;
  body: Dispatcher.ResponseData["body"];
}

/**
 * Sends one request and tells how it went: no retries, no redirects, everything bounded in time and size. Its own
 * undici agents are used with undici's own request: Node's global fetch hangs when it is given another undici's agent.
 */
export class Transport {
  readonly #options: TransportOptions;
  readonly #readAgent: Agent;
  readonly #updateAgent: Agent;
  #closed: Promise<unknown> | undefined;

  constructor(options: TransportOptions) {
    this.#options = options;
    const { connectMs, proxy, headersMs: headersTimeout, bodyMs: bodyTimeout } = options;
    const settings = { connectMs, proxy, headersTimeout, bodyTimeout };
    this.#readAgent = outgoingAgent(settings);
    // An update goes over a fresh connection: on a kept one that the server is just closing nobody could tell whether it arrived.
    this.#updateAgent = outgoingAgent({ ...settings, pipelining: 0 });
  }

  /**
   * Exchanges and reads the answer.
   * @throws CatalogServiceError for every other outcome than a 200 that fits the schema
   */
  async read<T>(asked: Exchange, schema: z.ZodType<T>): Promise<{ data: T; transactionId: string }> {
    // Not with an update: what is sent there is shown to people, who may send it themselves and read the answer.
    const exchange = { ...asked, headers: { "accept-encoding": acceptedEncodings, ...asked.headers } };
    return this.#reported(exchange, async (report, endsAtMs) => {
      const answer = await this.#send(exchange, this.#readAgent, [200], report, endsAtMs);
      const { contentEncoding } = answer;
      const limits = { bytes: largestAnswerBytes, ms: this.#bodyMs(endsAtMs), contentEncoding };
      const text = await readText(answer.body, limits).catch((error: unknown) => {
        throw this.#failure(exchange, error, { answer });
      });
      return { data: this.#parse(exchange, answer, text, schema), transactionId: answer.transactionId };
    });
  }

  /**
   * Sends a request that starts something. From the moment that Citrix has accepted it, it is a success, whatever
   * happens to the rest of the answer.
   * @throws CatalogServiceError for every other outcome than a 200 or 202
   */
  async start(exchange: Exchange): Promise<{ transactionId: string; location: string | undefined }> {
    return this.#reported(exchange, async (report, endsAtMs) => {
      const success = await this.#send(exchange, this.#updateAgent, [200, 202], report, endsAtMs);
      const { transactionId, location } = success;
      await this.#beginningOf(success, endsAtMs);
      return { transactionId, location };
    });
  }

  /** Lets what is on its way end (within the time-outs), then closes the connections. */
  close(): Promise<unknown> {
    this.#closed ??= Promise.all([this.#readAgent.close(), this.#updateAgent.close()]);
    return this.#closed;
  }

  async #send(
    exchange: Exchange,
    agent: Agent,
    accepted: number[],
    report: CallReport,
    endsAtMs: number,
  ): Promise<Success> {
    if (this.#closed) throw this.#failure(exchange, new ClosedError());
    const { method, url, secrets } = exchange;
    const headers = headersOf(exchange);
    const guarded = exchange.lastCheck === undefined ? undefined : new GuardedBody(exchange.body, exchange.lastCheck);
    const request = {
      origin: url.origin,
      path: url.pathname + url.search,
      method,
      headers: guarded === undefined ? headers : { ...headers, "content-length": String(guarded.length) },
      // undici takes iterables too; its types only leave them out.
      body: (guarded?.chunks() ?? exchange.body ?? null) as NonNullable<Dispatcher.RequestOptions["body"]> | null,
    };
    // Besides undici's own time-outs, which begin again with every byte of a header that drips.
    const late = new AbortController();
    const headMs = Math.min(this.#options.connectMs + this.#options.headersMs, this.#options.wholeMs);
    const timer = setTimeout(() => late.abort(new TooSlowError()), headMs);
    const answer = await agent
      .request({ ...request, signal: late.signal })
      .catch((error: unknown) => {
        throw guarded?.refused ? lastCheckFailed(exchange) : this.#failure(exchange, error, { begun: guarded?.begun });
      })
      .finally(() => {
        guarded?.close();
        clearTimeout(timer);
      });
    const status = answer.statusCode;
    const echoed = headerOf(answer, "citrix-transactionid");
    const transactionId = isPresentable(echoed, secrets) ? echoed : exchange.transactionId;
    report.status = status;
    report.transactionId = transactionId;
    const encoded = { contentEncoding: encodingOf(answer), body: answer.body };
    if (accepted.includes(status)) {
      return { status, transactionId, location: headerOf(answer, "location"), ...encoded };
    }
    const bytes = await this.#beginningOf(encoded, endsAtMs);
    const said = upstreamMessageOf(errorTextOf(bytes, headerOf(answer, "content-type")), secrets);
    throw new CatalogServiceError({
      kind: kindOfStatus(status),
      message: `${exchange.operation}: Citrix answered ${status}${said ? `: ${said}` : ""}`,
      transactionId,
      mayHaveBeenReceived: status < 400 || status === requestTimeout || status >= 500,
      status,
      retryAt: readRetryAfter(headerOf(answer, "retry-after"), this.#options.now(), headerOf(answer, "date")),
      upstreamMessage: said,
    });
  }

  /** The status has already told the outcome: a body that cannot be read takes nothing from it. */
  #beginningOf(
    { body, contentEncoding }: Pick<Success, "body" | "contentEncoding">,
    endsAtMs: number,
  ): Promise<Buffer> {
    return readBeginning(body, { bytes: largestErrorBytes, ms: this.#bodyMs(endsAtMs), contentEncoding });
  }

  /** How long a body may take: its own time, and no longer than the whole call. */
  #bodyMs(endsAtMs: number): number {
    return Math.max(1, Math.min(this.#options.bodyMs, endsAtMs - performance.now()));
  }

  #parse<T>(exchange: Exchange, answer: Success, text: string, schema: z.ZodType<T>): T {
    const unreadable = (why: string, field?: string) =>
      new CatalogServiceError({
        kind: "unreadable",
        message: `${exchange.operation}: Citrix's answer cannot be read: ${why}`,
        transactionId: answer.transactionId,
        mayHaveBeenReceived: true,
        status: answer.status,
        field,
      });
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      throw unreadable("it is not JSON");
    }
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    // Only where, never what: an answer may hold a token.
    const field = parsed.error.issues[0]?.path.join(".") || "it";
    throw unreadable(`${field} is not what the contract says`, field);
  }

  /**
   * Turns what undici throws into our error. Nothing of the thrown error goes on but its code: it may hold the request.
   */
  #failure(
    exchange: Exchange,
    error: unknown,
    { answer, begun = true }: { answer?: Success; begun?: boolean | undefined } = {},
  ): CatalogServiceError {
    const connection = error instanceof NotConnectedError ? error.trouble : undefined;
    const code = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
    const kind = connection === undefined ? kindOfFailure(error, code) : kindOfTrouble(connection);
    const notSent = !begun || error instanceof ClosedError || connection !== undefined;
    const what = isUndecodable(error)
      ? "Citrix's answer cannot be decoded"
      : (connection?.reason ?? failureWords[kind] ?? "the connection failed");
    const about = connection === undefined ? code : `${connection.code ?? connection.status}, ${connection.host}`;
    return new CatalogServiceError({
      kind,
      message: `${exchange.operation}: ${what}${about ? ` (${about})` : ""}`,
      transactionId: answer?.transactionId ?? exchange.transactionId,
      mayHaveBeenReceived: !notSent,
      status: answer?.status,
      connection,
    });
  }

  async #reported<T>(exchange: Exchange, run: (report: CallReport, endsAtMs: number) => Promise<T>): Promise<T> {
    const { operation, method, attempt, transactionId } = exchange;
    const report: CallReport = { operation, method, durationMs: 0, transactionId, attempt };
    const startedAtMs = performance.now();
    try {
      return await run(report, startedAtMs + this.#options.wholeMs);
    } catch (error) {
      if (error instanceof CatalogServiceError) {
        report.errorKind = error.kind;
        if (error.connection !== undefined) report.connection = error.connection;
      }
      throw error;
    } finally {
      report.durationMs = performance.now() - startedAtMs;
      this.#tell(report);
    }
  }

  /** A fault of whoever listens must not make an accepted update look failed. */
  #tell(report: CallReport): void {
    try {
      this.#options.onCall?.(report);
    } catch (error) {
      process.emitWarning(`onCall failed: ${error instanceof Error ? error.message : "unknown"}`);
    }
  }
}

function lastCheckFailed({ operation, transactionId }: Exchange): CatalogServiceError {
  return new CatalogServiceError({
    kind: "unavailable",
    message: `${operation}: held back (last-check), nothing was sent`,
    transactionId,
    mayHaveBeenReceived: false,
    heldBack: "last-check",
  });
}

const failureWords: Partial<Record<CatalogServiceErrorKind, string>> = {
  "timed-out": "Citrix did not answer in time",
  unreadable: "Citrix's answer cannot be read",
};

/** Thrown instead of sending when the client is closed. */
class ClosedError extends Error {
  readonly code = "closed";
}

function kindOfTrouble({ reason }: ConnectionTrouble): CatalogServiceErrorKind {
  return reason === "timed-out" ? "timed-out" : "unavailable";
}

const timeoutCodes = ["UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT", "ETIMEDOUT"];

function kindOfFailure(error: unknown, code: string): CatalogServiceErrorKind {
  if (error instanceof TooSlowError || timeoutCodes.includes(code)) return "timed-out";
  const garbled = code === "UND_ERR_HEADERS_OVERFLOW" || (error instanceof Error && error.name === "HTTPParserError");
  return error instanceof TooLargeError || isUndecodable(error) || garbled ? "unreadable" : "unavailable";
}

function headerOf(answer: Dispatcher.ResponseData, name: string): string | undefined {
  const value = answer.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** Several lines of it are one list (RFC 9110, section 5.3). */
function encodingOf(answer: Dispatcher.ResponseData): string | undefined {
  const value = answer.headers["content-encoding"];
  return Array.isArray(value) ? value.join(",") : value;
}

/** Citrix's own id is shown to people and kept: it must look like an id and not give a secret away. */
function isPresentable(id: string | undefined, secrets: readonly string[]): id is string {
  return id !== undefined && /^[\w.:-]{1,128}$/.test(id) && hideSecrets(id, secrets) === id;
}
