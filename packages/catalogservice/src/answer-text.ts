import type { Readable } from "node:stream";
import { decodedBody } from "./content-encoding.ts";

/** Thrown when an answer is larger than it may be. */
export class TooLargeError extends Error {}

/** Thrown when an answer began and did not end in time. */
export class TooSlowError extends Error {}

/** How much is read of a body, and how: the most bytes when decoded, the milliseconds that all of it may take. */
interface BodyLimits {
  bytes: number;
  ms: number;
  contentEncoding?: string | undefined;
}

/**
 * Reads a body to its end.
 * @throws TooLargeError, TooSlowError, what broke the connection, or an error that `isUndecodable`; the rest of the body
 *   is then not read
 */
export async function readText(body: Readable, limits: BodyLimits): Promise<string> {
  const chunks: Buffer[] = [];
  await readInto(chunks, body, limits);
  return new TextDecoder().decode(Buffer.concat(chunks));
}

/** What arrives of a body within the limits, for whom its beginning is enough: all of it, a piece or nothing. */
export async function readBeginning(body: Readable, limits: BodyLimits): Promise<Buffer> {
  const chunks: Buffer[] = [];
  await readInto(chunks, body, limits).catch(() => {});
  return Buffer.concat(chunks);
}

async function readInto(chunks: Buffer[], body: Readable, limits: BodyLimits): Promise<void> {
  // Besides the HTTP library's own time-out, which an answer that drips byte by byte never reaches.
  const timer = setTimeout(() => body.destroy(new TooSlowError()), limits.ms);
  try {
    let size = 0;
    const decoded = await decodedBody(body, limits.contentEncoding);
    for await (const chunk of decoded as AsyncIterable<Buffer>) {
      chunks.push(chunk.subarray(0, limits.bytes - size));
      size += chunk.length;
      if (size > limits.bytes) throw new TooLargeError();
    }
  } finally {
    clearTimeout(timer);
  }
}

/** Takes each secret out of a text, also as a form, an address or JSON would write it. */
export function hideSecrets(text: string, secrets: readonly string[]): string {
  const forms = secrets.flatMap((secret) => [
    secret,
    encodeURIComponent(secret.toWellFormed()),
    new URLSearchParams({ s: secret }).toString().slice(2),
    JSON.stringify(secret).slice(1, -1),
  ]);
  return forms.filter((form) => form !== "").reduce((hidden, form) => hidden.replaceAll(form, "[hidden]"), text);
}
