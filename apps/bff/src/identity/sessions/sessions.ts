import { randomBytes, randomUUID } from "node:crypto";
import type { Role, SignInMethod } from "@catalog-deck/contract";
import type { FastifySessionOptions } from "@fastify/session";
import type { FastifyRequest } from "fastify";
import type { Config } from "../../config/config.ts";
import type { DatabaseSessionStore } from "./session-store.ts";

/** What sign-in writes; nothing else is ever written, so overlapping requests cannot overwrite each other's session. */
export interface SignedIn {
  /** The account's id; of a person of the identity provider, a name that stays theirs. */
  personId: string;
  displayName: string;
  /** Of a local account. */
  username?: string;
  role: Role;
  /** Of the account of a screen on the wall. */
  display?: boolean;
  csrfToken: string;
  method: SignInMethod;
  /** The identity provider's name of its own session (`sid`), when it gave one. */
  providerSession?: string;
  /** The identity provider's, to sign out there too. */
  idToken?: string;
  /** The version of the account that the password was checked on. */
  accountVersion?: number;
  address: string;
  /** What the browser says it is; cut to a bounded length. */
  userAgent: string;
}

declare module "fastify" {
  interface Session {
    signedIn?: SignedIn;
    /** From the row, as the store read it; ISO 8601. */
    times?: { createdAt: string; lastUsedAt: string };
    /** The database cannot be reached: whose session this is, is known from memory or not at all. */
    storageAway?: boolean;
  }
}

const longestUserAgent = 400;

/** The session cookie: `__Host-` binds it to this very host over https; plain http (loopback only) cannot have that. */
export function sessionCookie(config: Config) {
  const secure = config.publicUrl.protocol === "https:";
  const options = { path: "/", httpOnly: true, sameSite: "strict", secure } as const;
  return { name: secure ? "__Host-deck_session" : "deck_session", options };
}

/** The one set of session options: server and tests use the same. */
export function sessionOptions(config: Config, store: DatabaseSessionStore): FastifySessionOptions {
  const { name, options } = sessionCookie(config);
  return {
    secret: config.sessionSecret.toString("base64"),
    cookieName: name,
    cookie: { ...options },
    store,
    rolling: false,
    saveUninitialized: false,
    idGenerator: () => randomBytes(32).toString("base64url"),
  };
}

/**
 * Signs a person in: a new session id (the old one is dead), written before the answer, with the address and the
 * browser of the request. Gives what was written. Throws 401 when the account is no longer as it was checked.
 */
export async function establishSession(
  request: FastifyRequest,
  cookieName: string,
  person: Omit<SignedIn, "csrfToken" | "address" | "userAgent">,
): Promise<SignedIn> {
  // Else the answer would clear the old cookie and set the new one of the same name, and rely on their order.
  delete request.cookies[cookieName];
  await request.session.regenerate();
  const signedIn = {
    ...person,
    csrfToken: randomUUID(),
    address: request.ip,
    userAgent: (request.headers["user-agent"] ?? "").slice(0, longestUserAgent),
  };
  request.session.signedIn = signedIn;
  await request.session.save();
  return signedIn;
}
