import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

/** English lies at the root of the build, the other languages in folders of their own (apps/web/vite.config.ts). */
const pageFiles = { en: "index.html", de: "de/index.html" } as const;
type PageLanguage = keyof typeof pageFiles;

/** Holds the language that a person chose; written by the page itself. */
const languageCookie = "deck_language";

/**
 * What the router leaves for pages although it is none: whatever begins with /api, in capitals too, and what a cache or a
 * proxy may take for it (empty and dot segments, a backslash, a second percent-encoding).
 */
const neverPage = /^api(?:\/|$)|^\/|\/\/|(?:^|\/)\.{1,2}(?:\/|$)|[\\%]/i;

/** The built web app as it stood at the start of the server. */
export interface WebApp {
  root: string;
  /** The page in each language; empty when the web app has not been built. */
  pages: ReadonlyMap<PageLanguage, string>;
  /** Every other file, relative with slashes; only these are ever served. */
  files: ReadonlySet<string>;
  /** CSP sources of the inline scripts and styles in the pages. */
  inlineHashes: { script: string[]; style: string[] };
}

/** Reads which files the built web app has, and its page in each language. */
export function readWebApp(root: string): WebApp {
  const pages = new Map<PageLanguage, string>();
  for (const [language, file] of Object.entries(pageFiles) as [PageLanguage, string][]) {
    if (existsSync(join(root, file))) pages.set(language, readFileSync(join(root, file), "utf8"));
  }
  if (!pages.has("en")) return { root, pages: new Map(), files: new Set(), inlineHashes: { script: [], style: [] } };
  const files = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(root.length + 1)
        .replaceAll(sep, "/"),
    )
    // The pages have their own way, nothing hidden is served, such as the build's own manifest, and what the build has
    // compressed is sent in place of the file itself.
    .filter((file) => !file.endsWith("index.html") && !/(?:^|\/)\.|\.(?:br|gz)$/.test(file));
  const all = [...pages.values()].join("\n");
  const inlineHashes = { script: hashesOf("script", all), style: hashesOf("style", all) };
  return { root, pages, files: new Set(files), inlineHashes };
}

function hashesOf(element: "script" | "style", html: string): string[] {
  const inline = new RegExp(`<${element}(?![^>]*\\ssrc\\s*=)[^>]*>([\\s\\S]*?)</${element}>`, "gi");
  const hashes = [...html.matchAll(inline)].map(
    ([, content = ""]) => `'sha256-${createHash("sha256").update(content).digest("base64")}'`,
  );
  return [...new Set(hashes)];
}

/**
 * Serves the web app: files whose name holds their hash for a year, and for every address that a browser navigates to
 * the page in the person's language, always asked for again.
 */
export async function serveWebApp(app: FastifyInstance, { web }: { web: WebApp }): Promise<void> {
  if (web.files.size > 0) {
    await app.register(fastifyStatic, { root: web.root, serve: false, cacheControl: false, preCompressed: true });
  }
  // Costs no more than a refusal, which a browser would show instead of the page as it came.
  const config = { access: "anyone", evenWhenBusy: true } as const;
  app.get("/*", { config, schema: { hide: true } }, async (request, reply) => {
    const file = (request.params as { "*": string })["*"];
    if (neverPage.test(file)) return reply.callNotFound();
    if (web.files.has(file)) {
      reply.header(
        "cache-control",
        /^(?:[a-z]{2}\/)?assets\//.test(file) ? "public, max-age=31536000, immutable" : "no-cache",
      );
      return reply.sendFile(file);
    }
    if (file !== "" && file !== "index.html" && !asksForPage(request, file)) return reply.callNotFound();
    return sendPage(request, reply, web);
  });
}

function sendPage(request: FastifyRequest, reply: FastifyReply, { pages }: WebApp): FastifyReply {
  reply.header("cache-control", "no-cache").header("vary", "accept-language, cookie");
  const page = pages.get(languageFor(request)) ?? pages.get("en");
  if (page !== undefined) return reply.type("text/html; charset=utf-8").send(page);
  const text = "The web app has not been built. Run: npx -y pnpm@10 build\nThen start the server again.\n";
  return reply.code(503).type("text/plain; charset=utf-8").send(text);
}

/** The language that the person chose, else the one of ours that the browser names first, else English. */
function languageFor({ cookies, headers }: FastifyRequest): PageLanguage {
  const wishes = [cookies[languageCookie] ?? "", ...(headers["accept-language"] ?? "").split(",")];
  for (const wish of wishes) {
    const language = wish.trim().slice(0, 2).toLowerCase();
    if (language === "en" || language === "de") return language;
  }
  return "en";
}

/** A browser's navigation, or a program that takes anything at an address that does not look like a file. */
function asksForPage({ headers }: FastifyRequest, file: string): boolean {
  const mode = headers["sec-fetch-mode"];
  if (mode !== undefined && mode !== "navigate") return false;
  const accept = headers.accept ?? "*/*";
  return accept.includes("text/html") || (accept.includes("*/*") && !/\.[^/]*$/.test(file));
}
