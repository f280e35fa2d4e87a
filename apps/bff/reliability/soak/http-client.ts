import { Agent, type ClientRequest, type IncomingHttpHeaders, request } from "node:http";
import { buffer } from "node:stream/consumers";

export interface HttpAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  /** As it came over the wire, compressed or not. */
  body: Buffer;
}

export interface HttpOptions {
  headers?: Record<string, string>;
  json?: unknown;
  /** Hangs up in the midst of the request when aborted. */
  signal?: AbortSignal;
}

/** The network of one browser: kept connections, cookies, and a second try when a kept connection was just closed. */
export class HttpClient {
  readonly #origin: string;
  readonly #address: string;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 6 });
  readonly #cookies = new Map<string, string>();

  /** `address`: where the browser is, as a proxy before the server tells it. */
  constructor(origin: string, address: string) {
    this.#origin = origin;
    this.#address = address;
  }

  /** Sends a request. Rejects with an AbortError when it was hung up, else with what broke the connection. */
  async send(method: string, path: string, options: HttpOptions = {}): Promise<HttpAnswer> {
    const attempt = await this.#attempt(method, path, options);
    if ("answer" in attempt) return attempt.answer;
    // RFC 9112, section 9.3.1: a browser sends again what met a kept connection as the server closed it.
    if (!attempt.request.reusedSocket || options.signal?.aborted) throw attempt.error;
    const second = await this.#attempt(method, path, options);
    if ("answer" in second) return second.answer;
    throw second.error;
  }

  close(): void {
    this.#agent.destroy();
  }

  #attempt(
    method: string,
    path: string,
    options: HttpOptions,
  ): Promise<{ answer: HttpAnswer } | { error: unknown; request: ClientRequest }> {
    const { json, signal } = options;
    const cookie = Array.from(this.#cookies, ([name, value]) => `${name}=${value}`).join("; ");
    const headers = {
      "accept-encoding": "gzip",
      "x-forwarded-for": this.#address,
      ...(cookie !== "" && { cookie }),
      ...(json !== undefined && { "content-type": "application/json" }),
      ...options.headers,
    };
    return new Promise((resolve) => {
      const sent = request(`${this.#origin}${path}`, {
        method,
        headers,
        agent: this.#agent,
        ...(signal && { signal }),
      });
      const fail = (error: unknown) => resolve({ error, request: sent });
      sent.once("error", fail);
      sent.once("response", (response) => {
        buffer(response).then((body) => {
          this.#keepCookies(response.headers["set-cookie"] ?? []);
          resolve({ answer: { status: response.statusCode ?? 0, headers: response.headers, body } });
        }, fail);
      });
      sent.end(json === undefined ? undefined : JSON.stringify(json));
    });
  }

  #keepCookies(lines: readonly string[]): void {
    for (const line of lines) {
      const [, name, value] = /^([^=;]+)=([^;]*)/.exec(line) ?? [];
      if (name === undefined || value === undefined) continue;
      if (value === "" || /;\s*max-age=0\b/i.test(line)) this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
  }
}
