import { createHash } from "node:crypto";
import type { Role } from "@catalog-deck/contract";
import type { OidcConfig } from "../../config-oidc.ts";

/** Verified claims of an ID token or of the UserInfo endpoint. */
export type Claims = Readonly<Record<string, unknown>>;

/**
 * The values that a claim holds: a text is one value, a list its texts, anything else none; undefined when the claim is
 * absent. A name with dots is looked for as it stands first (`https://example.com/roles`), then as a way into nested
 * objects (`realm_access.roles`).
 */
export function claimValues(claims: Claims, name: string): string[] | undefined {
  const whole = own(claims, name);
  const found = whole ?? name.split(".").reduce<unknown>((place, part) => own(place, part), claims);
  if (found === undefined || found === null) return undefined;
  return [found].flat().filter((value) => typeof value === "string");
}

function own(place: unknown, name: string): unknown {
  if (typeof place !== "object" || place === null || Array.isArray(place) || !Object.hasOwn(place, name))
    return undefined;
  return (place as Claims)[name];
}

/** The role that values of the role claim give, compared exactly; the higher one when both fit, undefined for none. */
export function roleOf(values: readonly string[], config: OidcConfig): Role | undefined {
  if (values.some((value) => config.adminValues.includes(value))) return "admin";
  if (values.some((value) => config.helpdeskValues.includes(value))) return "helpdesk";
  return undefined;
}

/**
 * The person's id here: the same at every sign-in, and another for the same subject of another issuer
 * (OpenID Connect Core 1.0, section 5.7: only `iss` and `sub` together are unique and stable).
 */
export function personIdOf(issuer: string, subject: string): string {
  return `oidc:${createHash("sha256")
    .update(JSON.stringify([issuer, subject]))
    .digest("base64url")}`;
}

/** What pages and the audit log call the person: one line of 100 characters at most, without invisible characters. */
export function displayNameOf(claims: Claims): string {
  const names = ["name", "preferred_username", "email", "sub"].map((claim) => own(claims, claim));
  const cleaned = names
    .filter((name) => typeof name === "string")
    .map((name) => name.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ").trim());
  return cleaned.find((name) => name !== "")?.slice(0, 100) ?? "Nameless";
}
