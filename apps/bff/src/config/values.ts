import { readFileSync } from "node:fs";
import { isIP } from "node:net";

export type Environment = Readonly<Record<string, string | undefined>>;

/** A wrong or missing setting. The message is one line: the variable, what it holds (never a secret), what it should hold. */
export class ConfigError extends Error {
  readonly variable: string;

  constructor(variable: string, holds: string, should: string) {
    super(`${variable} ${holds}; it should ${should}.`.replaceAll(/\s+/g, " "));
    this.name = "ConfigError";
    this.variable = variable;
  }
}

/** What a variable holds, fit for one line of a terminal. Only for values that are no secret. */
export function whatItHolds(value: string): string {
  return `holds ${JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value)}`;
}

/** The value of a variable; an empty one counts as absent. */
export function readText(env: Environment, name: string): string | undefined {
  const value = env[name]?.trim();
  return value === undefined || value === "" ? undefined : value;
}

/** The name under which a secret was given: `NAME`, `NAME_FILE`, or undefined for neither. Both is an error. */
export function secretSource(env: Environment, name: string): string | undefined {
  const direct = readText(env, name) === undefined ? undefined : name;
  const byFile = readText(env, `${name}_FILE`) === undefined ? undefined : `${name}_FILE`;
  if (direct !== undefined && byFile !== undefined) {
    throw new ConfigError(byFile, `is set together with ${name}`, "be the only one of the two");
  }
  return direct ?? byFile;
}

/** A secret from its variable, or from the file that `NAME_FILE` names; the same by either way. */
export function readSecret(env: Environment, name: string): string | undefined {
  const source = secretSource(env, name);
  if (source === undefined) return undefined;
  const value = readText(env, source) ?? "";
  return source === name ? cleanSecret(source, value) : readSecretFile(source, value);
}

/** The secret that a file holds; `variable` is named when it cannot be read or holds none. */
export function readSecretFile(variable: string, file: string): string {
  return cleanSecret(variable, readFile(variable, file), ` in the file ${JSON.stringify(file)}`);
}

/**
 * A secret without the white space around it, which editors and shells leave behind. Throws a ConfigError when what is
 * left differs invisibly from what a person sees: it would be refused elsewhere, and nobody would know why.
 */
export function cleanSecret(variable: string, text: string, place = ""): string {
  const secret = text.trim();
  const should = "hold the secret alone, on one line";
  if (/[\r\n]/.test(secret)) throw new ConfigError(variable, `holds several lines (not shown)${place}`, should);
  const [invisible] = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.exec(secret) ?? [];
  if (invisible !== undefined) {
    const name = `U+${invisible.codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0")}`;
    throw new ConfigError(variable, `holds an invisible character (${name})${place}`, should);
  }
  return secret;
}

const byteOrders = [
  { encoding: "utf-16le", mark: [0xff, 0xfe] },
  { encoding: "utf-16be", mark: [0xfe, 0xff] },
];

/** The text of a file that a variable names, without a byte-order mark: UTF-8, or UTF-16 that begins with one. */
export function readFile(variable: string, file: string): string {
  const names = `names the file ${JSON.stringify(file)}`;
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "unknown";
    throw new ConfigError(variable, `${names}, which cannot be read (${code})`, "name a readable file");
  }
  const encoding = byteOrders.find(({ mark }) => mark.every((byte, place) => bytes[place] === byte))?.encoding;
  const text = decoded(bytes, encoding ?? "utf-8");
  if (text === undefined || text.includes("\0"))
    throw new ConfigError(variable, `${names}, which is no text`, "name a text file in UTF-8");
  if (text.trim() === "")
    throw new ConfigError(variable, `${names}, which is empty`, "name a file that holds something");
  return text;
}

function decoded(bytes: Buffer, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** A port number, 0 (any free port) to 65535. */
export function parsePort(variable: string, text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535) {
    throw new ConfigError(variable, whatItHolds(text), "be a whole number from 0 to 65535");
  }
  return port;
}

/** True for the host names of this machine itself. */
export function isLoopback(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, "");
  return host === "localhost" || host.endsWith(".localhost") || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host);
}

/** An http(s) address without user, query and fragment; plain http only on loopback. */
export function parseHttpAddress(variable: string, text: string): URL {
  const should = "be an https address (plain http only on loopback), such as https://decks.example.com";
  const url = URL.parse(text);
  if (url !== null && (url.username !== "" || url.password !== "")) {
    throw new ConfigError(variable, "holds an address with a user name or password (not shown)", should);
  }
  if (url === null || !["http:", "https:"].includes(url.protocol) || url.search !== "" || url.hash !== "") {
    throw new ConfigError(variable, whatItHolds(text), should);
  }
  if (url.protocol === "http:" && !isLoopback(url.hostname)) throw new ConfigError(variable, whatItHolds(text), should);
  return url;
}

/** A list of addresses and CIDR ranges, by comma. */
export function parseAddressRanges(variable: string, text: string): string[] {
  const ranges = text
    .split(",")
    .map((range) => range.trim())
    .filter((range) => range !== "");
  for (const range of ranges) {
    const [address = "", prefix, ...rest] = range.split("/");
    const family = isIP(address);
    const bits = family === 4 ? 32 : 128;
    const prefixFits = prefix === undefined || (/^[1-9]\d{0,2}$/.test(prefix) && Number(prefix) <= bits);
    if (family === 0 || !prefixFits || rest.length > 0) {
      throw new ConfigError(
        variable,
        whatItHolds(text),
        "be a list of addresses and CIDR ranges, such as 10.0.0.0/8, ::1",
      );
    }
  }
  return ranges;
}

/** A word of a fixed list. */
export function parseWord<const Words extends readonly string[]>(
  variable: string,
  text: string,
  words: Words,
): Words[number] {
  const word = words.find((candidate) => candidate === text);
  if (word === undefined) throw new ConfigError(variable, whatItHolds(text), `be one of ${words.join(", ")}`);
  return word;
}
