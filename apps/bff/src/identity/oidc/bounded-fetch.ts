import { type ConnectionTrouble, NotConnectedError } from "@catalog-deck/catalogservice";
import { connectionTroubleInWords } from "@catalog-deck/domain";
import { type Dispatcher, fetch, type RequestInit as UndiciRequest } from "undici";
import { isLoopback } from "../../config/values.ts";

const largestAnswerBytes = 512 * 1024;

/** The identity provider did not answer, not in time, or with something that is no answer. Tells nothing of its content. */
export class ProviderUnreachable extends Error {
  /** Why there is no connection to it, where that is the reason. */
  readonly trouble?: ConnectionTrouble;

  constructor(reason: string, trouble?: ConnectionTrouble) {
    super(`The identity provider cannot be used: ${reason}`);
    this.name = "ProviderUnreachable";
    if (trouble !== undefined) this.trouble = trouble;
  }
}

/** Whether requests and browsers may be sent to this address: https, or http to this machine where the issuer is that too. */
export function isTrustedAddress(address: string, issuer: URL): boolean {
  const url = URL.parse(address);
  if (url === null || url.username !== "" || url.password !== "") return false;
  if (url.protocol === "https:") return true;
  return url.protocol === "http:" && issuer.protocol === "http:" && isLoopback(url.hostname);
}

/**
 * `fetch` for the identity provider: no redirect is followed, at most 512 kB are read, TLS is verified, plain http goes to loopback only. Throws ProviderUnreachable for all that, for a broken connection, a time-out (the
 * caller's signal) and for 429 and 5xx.
 */
export function boundedFetch(issuer: URL, dispatcher: Dispatcher) {
  return async (address: string, options: RequestInit): Promise<Response> => {
    if (!isTrustedAddress(address, issuer)) throw new ProviderUnreachable("an address that is not https");
    // undici's own: Node's global fetch hangs when it is given another undici's agent. Their types differ in nothing used here.
    const request = { ...options, dispatcher, redirect: "manual" } as UndiciRequest;
    const response = await answered(() => fetch(address, request));
    if (response.status === 429 || response.status >= 500 || (response.status >= 300 && response.status < 400)) {
      await answered(async () => response.body?.cancel());
      throw new ProviderUnreachable(`it answered ${response.status}`);
    }
    const body = await answered(() => readBounded(response));
    const { status, headers } = response;
    return new Response(status === 204 ? null : body, { status, headers: withoutLength(headers) });
  };
}

async function readBounded(response: { body: AsyncIterable<Uint8Array> | null }): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > largestAnswerBytes) throw new ProviderUnreachable("an answer of more than 512 kB");
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

/** The body has been decompressed: what these headers said of it is true no more. */
function withoutLength(headers: Iterable<[string, string]>): Headers {
  const kept = new Headers([...headers]);
  kept.delete("content-length");
  kept.delete("content-encoding");
  return kept;
}

async function answered<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ProviderUnreachable) throw error;
    const { name, cause } = error as Error & { cause?: { code?: string } };
    if (cause instanceof NotConnectedError) {
      throw new ProviderUnreachable(connectionTroubleInWords(cause.trouble), cause.trouble);
    }
    throw new ProviderUnreachable(cause?.code ?? name);
  }
}
