import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

/** The built web app as it stood at the start of the server. */
export interface WebApp {
  root: string;
  /** Undefined when the web app has not been built. */
  indexHtml?: string;
  /** Every other file, relative with slashes; only these are ever served. */
  files: ReadonlySet<string>;
  /** CSP sources of the inline scripts in index.html. */
  scriptHashes: string[];
}

/** Reads which files the built web app has, and its index.html. */
export function readWebApp(root: string): WebApp {
  if (!existsSync(join(root, "index.html"))) return { root, files: new Set(), scriptHashes: [] };
  const indexHtml = readFileSync(join(root, "index.html"), "utf8");
  const files = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(root.length + 1)
        .replaceAll(sep, "/"),
    )
    // Nothing hidden, such as the build's own manifest.
    .filter((file) => file !== "index.html" && !file.startsWith("."));
  return { root, indexHtml, files: new Set(files), scriptHashes: inlineScriptHashes(indexHtml) };
}

function inlineScriptHashes(html: string): string[] {
  return [...html.matchAll(/<script(?![^>]*\ssrc\s*=)[^>]*>([\s\S]*?)<\/script>/gi)].map(
    ([, script = ""]) => `'sha256-${createHash("sha256").update(script).digest("base64")}'`,
  );
}

/**
 * Serves the web app: files whose name holds their hash for a year, index.html always asked for anew, and index.html for
 * every address that a browser navigates to.
 */
export async function serveWebApp(app: FastifyInstance, web: WebApp): Promise<void> {
  if (web.files.size > 0) {
    await app.register(fastifyStatic, { root: web.root, serve: false, cacheControl: false });
  }
  app.get("/*", { config: { access: "anyone" }, schema: { hide: true } }, async (request, reply) => {
    const file = (request.params as { "*": string })["*"];
    if (file === "api" || file.startsWith("api/")) return reply.callNotFound();
    if (web.files.has(file)) {
      reply.header("cache-control", file.startsWith("assets/") ? "public, max-age=31536000, immutable" : "no-cache");
      return reply.sendFile(file);
    }
    if (file !== "" && file !== "index.html" && !asksForPage(request)) return reply.callNotFound();
    return sendIndex(reply, web);
  });
}

function sendIndex(reply: FastifyReply, { indexHtml }: WebApp): FastifyReply {
  reply.header("cache-control", "no-cache");
  if (indexHtml !== undefined) return reply.type("text/html; charset=utf-8").send(indexHtml);
  const text = "The web app has not been built. Run: npx -y pnpm@10 build\nThen start the server again.\n";
  return reply.code(503).type("text/plain; charset=utf-8").send(text);
}

/** A browser's navigation, or a program that takes anything at an address that does not look like a file. */
function asksForPage({ headers, url }: FastifyRequest): boolean {
  const mode = headers["sec-fetch-mode"];
  if (mode !== undefined && mode !== "navigate") return false;
  const accept = headers.accept ?? "*/*";
  return accept.includes("text/html") || (accept.includes("*/*") && !/\.[^/]*$/.test(url.split("?")[0] ?? ""));
}
