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
  // Besides the HTTP library's own time-out, which an answer that drips byte by byte never reaches.
  const timer = setTimeout(() => body.destroy(new TooSlowError()), limits.ms);
  try {
    const chunks: Buffer[] = [];
    let size = 0;
    const decoded = await decodedBody(body, limits.contentEncoding);
    for await (const chunk of decoded as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > limits.bytes) throw new TooLargeError();
      chunks.push(chunk);
    }
    return new TextDecoder().decode(Buffer.concat(chunks));
  } finally {
    clearTimeout(timer);
  }
}

const longestMessage = 500;

/**
 * What Citrix says in the body of an error, which has no fixed shape: `{"message"}`, `{"detail"}`, plain text or nothing.
 * @returns one line of at most 500 characters without the given secrets; undefined when there is nothing for a person
 */
export function upstreamMessageOf(body: string, secrets: readonly string[]): string | undefined {
  const said = hideSecrets(messageIn(body), secrets)
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, " ")
    .trim();
  if (said === "") return undefined;
  return said.length > longestMessage ? `${said.slice(0, longestMessage).toWellFormed()}…` : said;
}

function messageIn(body: string): string {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    // A proxy's HTML page is not for a person's eyes.
    return body.trimStart().startsWith("<") ? "" : body;
  }
  if (typeof value === "string") return value;
  if (typeof value !== "object" || value === null) return "";
  const fields = new Map(Object.entries(value).map(([name, field]) => [name.toLowerCase(), field]));
  const texts = ["message", "detail", "error_description", "error"].map((name) => fields.get(name));
  return texts.find((text): text is string => typeof text === "string" && text !== "") ?? "";
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
