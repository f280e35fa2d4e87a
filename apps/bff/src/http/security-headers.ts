import fastifyHelmet from "@fastify/helmet";
import type { FastifyInstance } from "fastify";

/** Headers that keep a page to itself: no foreign or inline scripts, no framing, no sniffing, no features it does not use. */
export async function setSecurityHeaders(
  app: FastifyInstance,
  { https, scriptHashes }: { https: boolean; scriptHashes: readonly string[] },
): Promise<void> {
  await app.register(fastifyHelmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'", ...scriptHashes],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", "data:"],
        connectSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    // Only where it is true that the address is always https.
    strictTransportSecurity: https ? { maxAge: 31_536_000, includeSubDomains: false } : false,
    referrerPolicy: { policy: "same-origin" },
    xFrameOptions: { action: "deny" },
  });
  app.addHook("onRequest", async (request, reply) => {
    reply.header("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
    reply.header("x-request-id", request.id);
    if (request.url === "/api" || request.url.startsWith("/api/")) reply.header("cache-control", "no-store");
  });
}
