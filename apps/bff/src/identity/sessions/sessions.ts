import { randomBytes, randomUUID } from "node:crypto";
import { Signer, type UnsignResult } from "@fastify/cookie";
import type { FastifySessionOptions } from "@fastify/session";
import type { FastifyRequest } from "fastify";
import { LRUCache } from "lru-cache";
import type { Config } from "../../config/config.ts";
import type { SignedIn } from "./read-session.ts";
import type { DatabaseSessionStore } from "./session-store.ts";

const longestUserAgent = 400;
const signaturesKept = 1_000;

/** The session cookie: `__Host-` binds it to this very host over https; plain http (loopback only) cannot have that. */
export function sessionCookie(config: Config) {
  const secure = config.publicUrl.protocol === "https:";
  const options = { path: "/", httpOnly: true, sameSite: "strict", secure } as const;
  return { name: secure ? "__Host-deck_session" : "deck_session", options };
}

/** Signs session cookies. The signatures that were good lately are known by the session's id, and not made again. */
class RememberingSigner {
  readonly #signer: Signer;
  readonly #good = new LRUCache<string, string>({ max: signaturesKept });

  constructor(secret: string) {
    this.#signer = new Signer(secret);
  }

  sign(sessionId: string): string {
    return this.#good.get(sessionId) ?? this.#signer.sign(sessionId);
  }

  unsign(signed: string): UnsignResult {
    const value = signed.slice(0, signed.lastIndexOf("."));
    if (this.#good.get(value) === signed) return { valid: true, renew: false, value };
    const result = this.#signer.unsign(signed);
    if (result.valid) this.#good.set(result.value, signed);
    return result;
  }
}

/** The one set of session options: server and tests use the same. */
export function sessionOptions(config: Config, store: DatabaseSessionStore): FastifySessionOptions {
  const { name, options } = sessionCookie(config);
  return {
    secret: new RememberingSigner(config.sessionSecret.toString("base64")),
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
