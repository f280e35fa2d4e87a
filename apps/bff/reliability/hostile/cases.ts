import type { SeededRandom } from "../crash/random.ts";
import { hostileIds } from "./identifiers.ts";
import type { Operation } from "./operations.ts";
import { hardToStore, hostileBodies, hostileHeaders, hostileJson, hostileTexts, hostileTypes } from "./values.ts";

/** One hostile request: to be sent with the session of `who`, whose token it may carry. */
export interface HostileCase {
  who: "nobody" | "helpdesk" | "admin";
  method: string;
  /** Path and query, escaped. */
  target: string;
  headers: Record<string, string>;
  body: string | undefined;
}

/**
 * Makes a request of one operation with something hostile in its path, query, headers or body, and the rest as it should
 * be, so that each check is reached.
 * @param catalogIds ids that exist
 */
export function hostileCase(random: SeededRandom, operation: Operation, catalogIds: readonly string[]): HostileCase {
  const hasBody = operation.method !== "GET" || random.chance(0.05);
  const headers: Record<string, string> = { "idempotency-key": `key-${random.between(0, 1e9)}` };
  if (hasBody && random.chance(0.97)) {
    headers["content-type"] = random.chance(0.85) ? "application/json" : random.pick(hostileTypes);
  }
  for (let more = random.pick([0, 0, 1, 2, 3]); more > 0; more--) {
    const [name, value] = random.pick(hostileHeaders);
    headers[name.toLowerCase()] = value;
  }
  return {
    who: random.pick(["nobody", "helpdesk", "admin", "admin"]),
    method: operation.method,
    target: pathOf(random, operation, catalogIds) + queryOf(random, operation),
    headers,
    body: hasBody ? bodyOf(random, operation) : undefined,
  };
}

/** Texts for queries, and JSON of values for bodies. */
export interface Hostilities {
  texts: readonly string[];
  json: readonly string[];
}

/** All that the corpus has. */
export const allHostilities: Hostilities = { texts: hostileTexts, json: hostileJson };

/** What a database may choke on. */
export const forDatabases: Hostilities = {
  texts: hardToStore,
  json: [...hardToStore.map((text) => JSON.stringify(text)), "2147483648", "-2147483649", "1e309"],
};

/**
 * Each of the hostilities in the place of every field of the operation's body and of every parameter of its query, one at a
 * time, sent by an admin with everything else as it should be.
 */
export function everyFieldHostile(operation: Operation, hostilities: Hostilities): HostileCase[] {
  const { method, path, queryWords, sampleBody = {} } = operation;
  const target = path.replace("{connectionId}", "default").replaceAll(/\{\w+\}/g, "some-id");
  const fixed = { who: "admin", method, headers: { "content-type": "application/json" } } as const;
  const inBody = Object.keys(sampleBody).flatMap((name) =>
    hostilities.json.map((value, number) => {
      const others = Object.entries(sampleBody).filter(([other]) => other !== name);
      const fields = [[name, value], ...others.map(([other, sample]) => [other, JSON.stringify(sample)])];
      const body = `{${fields.map(([field, text]) => `${JSON.stringify(field)}:${text}`).join(",")}}`;
      return { ...fixed, target, headers: { ...fixed.headers, "idempotency-key": `${name}-${number}` }, body };
    }),
  );
  const inQuery = queryWords.flatMap((word) =>
    hostilities.texts.map((text) => ({
      ...fixed,
      target: `${target}?${word}=${escaped(text)}`,
      body: operation.sampleBody === undefined ? undefined : JSON.stringify(sampleBody),
    })),
  );
  return [...inBody, ...inQuery];
}

function pathOf(random: SeededRandom, { path, pathWords }: Operation, catalogIds: readonly string[]): string {
  let filled = path;
  for (const word of pathWords) {
    const good = word === "connectionId" ? "default" : random.pick(["some-id", ...catalogIds]);
    const hostile = random.chance(0.5) ? random.pick(hostileIds).id : random.pick(hostileTexts);
    filled = filled.replace(`{${word}}`, () => (random.chance(0.25) ? escaped(hostile) : good));
  }
  return filled;
}

function queryOf(random: SeededRandom, { queryWords }: Operation): string {
  if (random.chance(0.5)) return "";
  const parameters = Array.from({ length: random.pick([1, 1, 2, 3, 40]) }, () => {
    const name = random.chance(0.8) && queryWords.length > 0 ? random.pick(queryWords) : random.pick(hostileTexts);
    const value = escaped(random.pick(hostileTexts));
    return random.pick([
      `${escaped(name)}=${value}`,
      `${escaped(name)}[]=${value}`,
      `${escaped(name)}[__proto__]=${value}`,
    ]);
  });
  if (random.chance(0.2)) parameters.push(...parameters);
  if (random.chance(0.05)) parameters.push(`x=${"y".repeat(6_000)}`);
  return `?${parameters.join(random.pick(["&", "&", "&&", ";"]))}`;
}

function bodyOf(random: SeededRandom, { sampleBody }: Operation): string {
  if (sampleBody === undefined || random.chance(0.2)) return random.pick(hostileBodies);
  const fields = Object.entries(sampleBody).map(([name, value]) => [JSON.stringify(name), JSON.stringify(value)]);
  const at = random.between(0, fields.length - 1);
  const field = fields[at];
  const change = random.between(0, 9);
  if (field === undefined || change === 0) return JSON.stringify(sampleBody);
  if (change === 1) fields.splice(at, 1);
  else if (change === 2) fields.push([JSON.stringify(random.pick(hostileTexts)), random.pick(hostileJson)]);
  else if (change === 3) fields.push([field[0] ?? "", random.pick(hostileJson)]);
  else if (change === 4) field[1] = `[${field[1]}]`;
  else field[1] = random.pick(hostileJson);
  return `{${fields.map(([name, value]) => `${name}:${value}`).join(",")}}`;
}

function escaped(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}
