import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import type { Fault } from "./faults.ts";
import type { HttpAnswer } from "./http-answer.ts";

/** Names of fields that hold the id of a site, a catalog or an image. */
const idFields = new Set(["id", "catalogId", "imageId"]);

/** The answer with its ids in another case, its `location` too. `random` picks one again for each answer. */
export function inAnotherCase(answer: HttpAnswer, fault: Fault, random: () => number): HttpAnswer {
  const spelling = fault.spelling ?? "mixed";
  const capitals = { upper: 1, lower: 0, mixed: [0, 0.5, 1][Math.floor(random() * 3)] ?? 1 }[spelling];
  const spell = (id: string) =>
    id.replace(/[a-z]/gi, (letter) => (random() < capitals ? letter.toUpperCase() : letter.toLowerCase()));
  const { location } = answer.headers ?? {};
  return {
    ...withJson(answer, (value) => respelled(value, spell)),
    ...(location !== undefined && {
      headers: {
        ...answer.headers,
        location: location.replace(/\/catalogs\/[^/]+\//, (part) => `/catalogs/${spell(part.split("/")[2] ?? "")}/`),
      },
    }),
  };
}

function respelled(value: unknown, spell: (id: string) => string): unknown {
  // The answer to an update is the catalog's id.
  if (typeof value === "string") return spell(value);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => (typeof item === "string" ? item : respelled(item, spell)));
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => {
      const isId = idFields.has(name) && typeof field === "string";
      return [name, isId || typeof field === "object" ? respelled(field, spell) : field];
    }),
  );
}

/** The answer with one odd item in its list, or odd itself where it is no list. */
export function withOddItem(answer: HttpAnswer, { index = 0, item, fields = {}, without = [] }: Fault): HttpAnswer {
  const odd = (value: unknown): unknown => {
    if (item !== undefined || typeof value !== "object" || value === null) return item;
    const kept = Object.entries(value).filter(([name]) => !without.includes(name));
    return { ...Object.fromEntries(kept), ...fields };
  };
  return withJson(answer, (value) => {
    if (typeof value !== "object" || value === null || !("items" in value) || !Array.isArray(value.items)) {
      return odd(value);
    }
    const items: unknown[] = [...value.items];
    items.splice(index, 1, odd(items[index]));
    return { ...value, items };
  });
}

const encoders = {
  gzip: { name: "gzip", encode: gzipSync },
  br: { name: "br", encode: brotliCompressSync },
  deflate: { name: "deflate", encode: deflateSync },
  "raw-deflate": { name: "deflate", encode: deflateRawSync },
  unknown: { name: "rot13", encode: (text: Buffer) => text },
} satisfies Record<NonNullable<Fault["encoding"]>, { name: string; encode: (text: Buffer) => Buffer }>;

/** The answer with its body encoded, whether or not that was asked for. */
export function encodedAnswer(answer: HttpAnswer, fault: Fault): HttpAnswer {
  const { name, encode } = encoders[fault.encoding ?? "gzip"];
  const headers = { ...answer.headers, "content-encoding": name };
  return { ...answer, headers, body: encode(Buffer.from(answer.body ?? "")) };
}

function withJson(answer: HttpAnswer, change: (value: unknown) => unknown): HttpAnswer {
  return { ...answer, body: JSON.stringify(change(JSON.parse(String(answer.body)))) };
}
