import type { OutgoingProxy } from "@catalog-deck/catalogservice";
import { ConfigError, type Environment, readText, whatItHolds } from "./values.ts";

/**
 * The proxy on the way to Citrix and to the identity provider; undefined when none is set. The small letters win, as
 * everywhere. Throws a ConfigError for an address that is none, which is never shown: it may hold a password.
 */
export function readProxy(env: Environment): OutgoingProxy | undefined {
  const variable = readText(env, "https_proxy") === undefined ? "HTTPS_PROXY" : "https_proxy";
  const text = readText(env, variable);
  if (text === undefined) return undefined;
  const address = text.includes("://") ? text : `http://${text}`;
  const url = URL.parse(address);
  if (url === null || !["http:", "https:"].includes(url.protocol) || !isDecodable(url.username + url.password)) {
    const should = "be the proxy's address, such as http://proxy.example.com:3128; special characters percent-encoded";
    throw new ConfigError(variable, "holds something else (not shown)", should);
  }
  return { url: url.href, noProxy: readNoProxy(env) };
}

function readNoProxy(env: Environment): string {
  const variable = readText(env, "no_proxy") === undefined ? "NO_PROXY" : "no_proxy";
  const text = readText(env, variable) ?? "";
  // undici would compare it as a name, so that nothing ever fits.
  const range = text.split(/[\s,]+/).find((entry) => /\/\d+$/.test(entry));
  if (range === undefined) return text;
  throw new ConfigError(variable, whatItHolds(range), "list names and addresses, by comma; ranges are not understood");
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
