import type { FastifyInstance } from "fastify";
import fastifyPlugin from "fastify-plugin";
import type { WebApp } from "./static-app.ts";

/**
 * The headers of every answer, also of those that Fastify gives by itself. They keep a page to itself: no foreign or
 * inline script or style but those of `inlineHashes`, no framing, no sniffing, no feature that it does not use (OWASP ASVS 5, 3.4).
 * @param https whether browsers always use https: only then may they be told to
 */
export function securityHeaders({ https, inlineHashes }: { https: boolean; inlineHashes: WebApp["inlineHashes"] }) {
  const policy = [
    "default-src 'none'",
    ["script-src 'self'", ...inlineHashes.script].join(" "),
    ["style-src 'self'", ...inlineHashes.style].join(" "),
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ];
  return {
    "content-security-policy": policy.join("; "),
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "origin-agent-cluster": "?1",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "x-permitted-cross-domain-policies": "none",
    ...(https ? { "strict-transport-security": "max-age=31536000" } : {}),
  };
}

export type SecurityHeaders = ReturnType<typeof securityHeaders>;

/**
 * Sets the headers before anything else happens to a request. No cache keeps an answer unless its own route says that it
 * may: a rule that went by the address would miss another spelling of it, such as `/%61pi/session`.
 */
export const setSecurityHeaders = fastifyPlugin(onEveryAnswer);

async function onEveryAnswer(app: FastifyInstance, { headers }: { headers: SecurityHeaders }): Promise<void> {
  const same = { ...headers, "cache-control": "no-store" };
  app.addHook("onRequest", (request, reply, done) => {
    reply.headers(same).header("x-request-id", request.id);
    done();
  });
}
