/**
 * A server to compare with, as a process of its own; told what to be by its arguments (`PeerSettings`, in JSON), says
 * where it is in one line. `bare` gives the same text to everyone from memory, `session` to who is signed in, and
 * `pass-through` is what a dashboard for Citrix usually begins as: a session and a proxy that adds the token.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import fastifyCookie from "@fastify/cookie";
import fastifyHttpProxy from "@fastify/http-proxy";
import fastifySession from "@fastify/session";
import Fastify, { type FastifyReply, type FastifyRequest } from "fastify";
import type { PeerSettings } from "./peers.ts";

declare module "fastify" {
  interface Session {
    name?: string;
  }
}

const settings = JSON.parse(process.argv[2] ?? "") as PeerSettings;
const app = Fastify();

if (settings.kind !== "bare") {
  await app.register(fastifyCookie);
  await app.register(fastifySession, {
    secret: "s".repeat(32),
    cookie: { secure: false },
    // As sparing as ours: by default every answer would write the session and set the cookie again.
    saveUninitialized: false,
    rolling: false,
  });
  app.post("/session", async (request) => {
    request.session.name = "Ann";
    return {};
  });
  app.addHook("preHandler", async (request, reply) => {
    if (request.url === "/session" || request.session.name !== undefined) return;
    return await reply.code(401).send();
  });
}

if (settings.kind === "pass-through") {
  const { upstream, path, token } = settings;
  await app.register(fastifyHttpProxy, {
    upstream,
    prefix: "/catalogs",
    rewritePrefix: path,
    replyOptions: {
      rewriteRequestHeaders: (_request, headers) => ({ ...headers, authorization: `CwsAuth Bearer=${token}` }),
    },
  });
} else {
  const text = readFileSync(settings.file);
  const tag = `"${createHash("sha256").update(text).digest("base64url").slice(0, 27)}"`;
  app.get("/catalogs", (request: FastifyRequest, reply: FastifyReply) => {
    reply.header("etag", tag);
    if (request.headers["if-none-match"] === tag) reply.code(304).send();
    else reply.type("application/json").send(text);
  });
}

console.log(`listening at ${await app.listen({ host: "127.0.0.1", port: 0 })}`);
