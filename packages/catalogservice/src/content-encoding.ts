import { pipeline, Readable, type Transform } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from "node:zlib";

/** What the body of an answer may be encoded in, as reads ask for it. */
export const acceptedEncodings = "gzip, deflate, br";

/** One of the server, one of a proxy; more is no honest answer. */
const mostEncodings = 2;

/** Errors of bodies that arrived and cannot be decoded, apart from those of connections. */
const undecodable = new WeakSet<object>();

/** Whether an error says that a body arrived and cannot be decoded. */
export function isUndecodable(error: unknown): boolean {
  return typeof error === "object" && error !== null && undecodable.has(error);
}

type Decode = (body: Readable) => Readable | Promise<Readable>;

const decoders = new Map<string, Decode>([
  ["gzip", (body) => through(body, createGunzip())],
  ["x-gzip", (body) => through(body, createGunzip())],
  ["br", (body) => through(body, createBrotliDecompress())],
  ["deflate", inflated],
]);

/**
 * Gives the body as it was before it was encoded. It may grow to any size: bounding it is the reader's part.
 * @throws an error that `isUndecodable` for an encoding that was not asked for; the body is not read then
 */
export async function decodedBody(body: Readable, contentEncoding: string | undefined): Promise<Readable> {
  const names = (contentEncoding ?? "").split(",").map((name) => name.trim().toLowerCase());
  // The last one named was put on last.
  const encodings = names.filter((name) => name !== "" && name !== "identity").reverse();
  const wanted = encodings.map((name) => decoders.get(name)).filter((decode) => decode !== undefined);
  if (wanted.length < encodings.length || wanted.length > mostEncodings) throw unknownEncoding(body);
  let decoded = body;
  for (const decode of wanted) decoded = await decode(decoded);
  return decoded;
}

function unknownEncoding(body: Readable): Error {
  body.on("error", () => undefined).destroy();
  const error = new Error("the answer is encoded in a way that was not asked for");
  undecodable.add(error);
  return error;
}

function through(body: Readable, decoder: Transform): Readable {
  // An error that the body has had is passed on to it: that one is not the decoder's.
  decoder.on("error", (error) => body.errored === null && undecodable.add(error));
  return pipeline(body, decoder, () => undefined);
}

/** For zlib's format, which is meant (RFC 9110, section 8.4.1.2), and for the bare stream that some servers send instead. */
async function inflated(body: Readable): Promise<Readable> {
  const pieces: AsyncIterator<Buffer> = body[Symbol.asyncIterator]();
  const first = await pieces.next();
  const whole = Readable.from(
    (async function* () {
      if (!first.done) yield first.value;
      yield* { [Symbol.asyncIterator]: () => pieces };
    })(),
  );
  // The low half of zlib's first byte is 8 (RFC 1950, section 2.2); no encoder begins a bare stream with that.
  const isZlib = first.done || ((first.value[0] ?? 0) & 0x0f) === 8;
  return through(whole, isZlib ? createInflate() : createInflateRaw());
}
