import { createHash } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";

const written = new WeakMap<object, { text: string; tag: string }>();

/** An answer's JSON text and entity tag, made once for an object however often it is sent. */
function write(answer: object): { text: string; tag: string } {
  const known = written.get(answer);
  if (known !== undefined) return known;
  const text = JSON.stringify(answer);
  const tag = `"${createHash("sha256").update(text).digest("base64url").slice(0, 27)}"`;
  const made = { text, tag };
  written.set(answer, made);
  return made;
}

/**
 * Serialises answers that many browsers get: one text per object. Our own mapping has made these objects to the
 * contract's shape, so that they are not parsed a second time for every browser.
 */
export const serializeOnce =
  () =>
  (answer: unknown): string =>
    typeof answer === "object" && answer !== null ? write(answer).text : JSON.stringify(answer);

/**
 * Sets the entity tag of an answer, and lets browsers keep it so long as they ask each time. True when the browser
 * has this very answer already (RFC 9110, section 13.1.2): then it is owed a 304 without a body.
 */
export function browserHasAlready(request: FastifyRequest, reply: FastifyReply, answer: object): boolean {
  const { tag } = write(answer);
  reply.header("etag", tag).header("cache-control", "private, no-cache").header("vary", "Cookie");
  const known = request.headers["if-none-match"];
  if (known === undefined) return false;
  const tags = known.split(",").map((one) => one.trim().replace(/^W\//, ""));
  return tags.includes("*") || tags.includes(tag);
}
