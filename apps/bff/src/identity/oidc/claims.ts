import { createHash } from "node:crypto";
import type { Role } from "@catalog-deck/contract";
import type { OidcConfig } from "../../config/oidc.ts";

/** Verified claims of an ID token or of the UserInfo endpoint. */
export type Claims = Readonly<Record<string, unknown>>;

/** OpenID Connect Core 1.0, section 2. */
export const longestSubject = 255;
const longestName = 100;

/**
 * The values that a claim holds: a text is one value, whatever stands in it, a list its texts, anything else none;
 * undefined when the claim is absent. Dots lead into nested objects, but a key may hold dots itself
 * (`https://example.com/roles`, `resource_access.my.client.roles`): the longest key that is there is tried first.
 */
export function claimValues(claims: Claims, name: string): string[] | undefined {
  const found = valueAt(claims, name.split("."));
  return found === undefined ? undefined : [found].flat().filter((value) => typeof value === "string");
}

function valueAt(place: unknown, path: readonly string[]): unknown {
  if (path.length === 0) return place ?? undefined;
  for (let length = path.length; length > 0; length -= 1) {
    const inner = own(place, path.slice(0, length).join("."));
    const found = inner === undefined ? undefined : valueAt(inner, path.slice(length));
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * Whether the claim is missing because it would be too long: Entra ID leaves more than 200 groups out of an ID token and
 * says so with a distributed claim (OpenID Connect Core 1.0, section 5.6.2), or with `hasgroups`.
 */
export function namesTooManyGroups(claims: Claims, name: string): boolean {
  const distributed = own(own(claims, "_claim_names"), name) !== undefined;
  return distributed || (name === "groups" && own(claims, "hasgroups") === true);
}

/**
 * Whether the role would be decided by an e-mail address that the provider has not verified: at some, people enter one as
 * they like, and it could be an administrator's.
 */
export function namesUnverifiedEmail(claims: Claims, name: string): boolean {
  return name === "email" && own(claims, "email") !== undefined && own(claims, "email_verified") !== true;
}

/** A token whose signature holds and whose claims do not fit. The message holds nothing of what they say. */
export class ClaimError extends Error {
  override readonly name = "ClaimError";
}

/** Throws a ClaimError unless the ID token names a person and, where it says for whom it was issued, us. */
export function checkParties(claims: Claims, clientId: string): void {
  const subject = own(claims, "sub");
  if (typeof subject !== "string" || subject === "" || subject.length > longestSubject) {
    throw new ClaimError(`the ID token's sub is no text of 1 to ${longestSubject} characters`);
  }
  if (Object.hasOwn(claims, "azp") && own(claims, "azp") !== clientId) {
    throw new ClaimError("the ID token's azp names another client");
  }
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
  // AD FS has the last but one for everybody, and may have none of the others.
  const names = ["name", "preferred_username", "email", "upn", "unique_name", "sub"].map((claim) => own(claims, claim));
  const cleaned = names
    .filter((name) => typeof name === "string")
    .map((name) =>
      name
        .toWellFormed()
        .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ")
        .trim(),
    );
  const [name = "Nameless"] = cleaned.filter((name) => name !== "");
  // By code points: half a character is refused by databases and changes what the audit log's hash is about.
  return [...name].slice(0, longestName).join("");
}
