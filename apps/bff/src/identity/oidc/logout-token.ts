import type { JWTPayload, JWTVerifyGetKey } from "jose";
import { longestSubject } from "./claims.ts";

const logoutEvent = "http://schemas.openid.net/event/backchannel-logout";
/** How far the provider's clock and ours may lie apart. */
export const clockToleranceSeconds = 60;
/** A logout token is delivered at once; one that is older is not from the provider's present. */
const oldestSeconds = 5 * 60;
/** Signatures that only the provider can make; `none` and those by the client's secret are none of them. */
const algorithms = [
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "ES512",
  "EdDSA",
  "Ed25519",
];

/** Whose sessions a logout token ends: one session of the provider, or all of a subject. One of both is set. */
export interface LogoutToken {
  issuer: string;
  sessionId?: string;
  subject?: string;
  /** To be honored once. */
  tokenId: string;
  /** Until when the token could be given again. */
  replayableUntil: Date;
}

/**
 * Verifies a logout token by OpenID Connect Back-Channel Logout 1.0, section 2.6. Throws for anything that does not fit;
 * the error is for the log, the caller gets 400 whatever it is.
 */
export async function verifyLogoutToken(
  token: string,
  { keys, issuer, clientId, now }: { keys: JWTVerifyGetKey; issuer: string; clientId: string; now: Date },
): Promise<LogoutToken> {
  const { jwtVerify } = await import("jose");
  const { payload, protectedHeader } = await jwtVerify(token, keys, {
    algorithms,
    issuer,
    audience: clientId,
    currentDate: now,
    clockTolerance: clockToleranceSeconds,
    maxTokenAge: oldestSeconds,
    requiredClaims: ["iat", "jti"],
  });
  if (!["logout+jwt", "jwt", undefined].includes(protectedHeader.typ?.toLowerCase().replace(/^application\//, ""))) {
    throw new Error("the token is of another type");
  }
  const { events, nonce, sid, sub, jti, iat = 0, azp = clientId } = payload as LogoutPayload;
  if (!isObject(events) || !Object.hasOwn(events, logoutEvent) || !isObject(events[logoutEvent])) {
    throw new Error("the token is not a logout token");
  }
  if (nonce !== undefined) throw new Error("the token holds a nonce, as an ID token does");
  if (typeof jti !== "string" || jti === "") throw new Error("the token has no id");
  if (![sid, sub].every((value) => value === undefined || (typeof value === "string" && value !== ""))) {
    throw new Error("the token's sid or sub is no text");
  }
  if (sub !== undefined && sub.length > longestSubject) throw new Error("the token's sub is too long");
  if (azp !== clientId) throw new Error("the token was issued to another client");
  if (sid === undefined && sub === undefined) throw new Error("the token names neither a session nor a person");
  return {
    issuer,
    ...(typeof sid === "string" ? { sessionId: sid } : {}),
    ...(typeof sub === "string" ? { subject: sub } : {}),
    tokenId: jti,
    replayableUntil: new Date((iat + oldestSeconds + 2 * clockToleranceSeconds) * 1000),
  };
}

type LogoutPayload = JWTPayload & Record<"events" | "nonce" | "sid" | "azp", unknown>;

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
