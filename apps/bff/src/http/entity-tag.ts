import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { FastifyReply, FastifyRequest } from "fastify";

const compress = promisify(gzip);
const worthCompressing = 1024;

interface Written {
  text: string;
  tag: string;
  bytes?: Buffer;
  compressed?: Promise<Buffer>;
}

const written = new WeakMap<object, Written>();
const answerOfReply = new WeakMap<FastifyReply, Written>();

/** An answer's JSON text and entity tag, made once for an object however often it is sent. */
function textAndTagOf(answer: object): Written {
  const known = written.get(answer);
  if (known !== undefined) return known;
  const text = JSON.stringify(answer);
  // Weak: compressed or not, it is the same answer.
  const tag = `W/"${createHash("sha256").update(text).digest("base64url").slice(0, 27)}"`;
  const made = { text, tag };
  written.set(answer, made);
  return made;
}

/**
 * Serializes answers that many browsers get: one text per object. Our own mapping has made these objects to the
 * contract's shape, so that they are not parsed a second time for every browser.
 */
export const serializeOnce =
  () =>
  (answer: unknown): string =>
    typeof answer === "object" && answer !== null ? textAndTagOf(answer).text : JSON.stringify(answer);

/**
 * Sets the entity tag of an answer; it stays `no-store`, so that only a page's own memory keeps it. True when the page
 * has this very answer already (RFC 9110, section 13.1.2): then it is owed a 304 without a body. Ours instead of
 * `@fastify/etag`, which hashes a body that has been made: an unchanged poll ends here, before there is one.
 */
export function tagAndMatch(request: FastifyRequest, reply: FastifyReply, answer: object): boolean {
  const made = textAndTagOf(answer);
  answerOfReply.set(reply, made);
  const { tag } = made;
  reply.header("etag", tag).header("vary", "Cookie, Accept-Encoding");
  const known = request.headers["if-none-match"];
  if (known === undefined || known === tag) return known === tag;
  const tags = known.split(",").map((one) => one.trim().replace(/^(?:W\/)?/, "W/"));
  return known.trim() === "*" || tags.includes(tag);
}

/**
 * An `onSend` hook that compresses an answer once for all browsers that take gzip: a thousand catalogs are compressed
 * once per reading, not once per browser. Who takes none gets the same bytes as all the others, so that a thousand who
 * read slowly do not hold a thousand copies.
 */
export async function compressOnce(request: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<unknown> {
  const answer = answerOfReply.get(reply);
  if (answer === undefined || payload !== answer.text || answer.text.length < worthCompressing) return payload;
  if (!/\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/.test(request.headers["accept-encoding"] ?? "")) {
    answer.bytes ??= Buffer.from(answer.text);
    return answer.bytes;
  }
  answer.compressed ??= compress(answer.text);
  const compressed = await answer.compressed;
  reply.header("content-encoding", "gzip").removeHeader("content-length");
  return compressed;
}
