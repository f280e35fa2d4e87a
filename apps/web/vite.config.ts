import { constants } from "node:zlib";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { compression, defineAlgorithm } from "vite-plugin-compression2";
import { defineConfig } from "vitest/config";

/** The page's own few words, before any script has run. */
function inGerman(html: string): string {
  return html
    .replace('lang="en"', 'lang="de"')
    .replace("Catalog Deck needs JavaScript.", "Catalog Deck braucht JavaScript.")
    .replace(
      "Move Citrix machine catalogs to a new master image and watch it happen.",
      "Citrix-Maschinenkataloge auf ein neues Master-Image bringen und dabei zusehen.",
    );
}

/** Moves the style sheet behind what shows before it: in the head it would keep the browser from painting that. */
function sheetAfterFirstPaint(html: string): string {
  const [sheet = ""] = /\s*<link rel="stylesheet"[^>]*>/.exec(html) ?? [];
  return html.replace(sheet, "").replace(/(?=\s*<div id="root">)/, sheet);
}

/** A build holds one language, so that nobody loads the words of another: English at the root, German below `/de/`. */
export default defineConfig(({ mode }) => {
  const language = mode === "de" ? "de" : "en";
  return {
    base: language === "en" ? "/" : `/${language}/`,
    define: { "globalThis.__PARAGLIDE_STATIC_LOCALE__": JSON.stringify(language) },
    plugins: [
      react(),
      tailwindcss(),
      // The server sends these as they lie there. The best quality would take three times as long for 2 % less.
      compression({
        include: /\.(?:js|css|svg)$/,
        threshold: 1024,
        algorithms: [defineAlgorithm("brotliCompress", { params: { [constants.BROTLI_PARAM_QUALITY]: 10 } }), "gzip"],
      }),
      { name: "sheet-after-first-paint", transformIndexHtml: { order: "post", handler: sheetAfterFirstPaint } },
      { name: "page-language", transformIndexHtml: (html: string) => (language === "de" ? inGerman(html) : html) },
    ],
    server: { port: 5173, proxy: { "/api": "http://127.0.0.1:8080" } },
    build: {
      outDir: language === "en" ? "dist" : `dist/${language}`,
      // The manifest is what the size budget counts. Nothing is inlined: the content security policy allows no data: URLs.
      manifest: true,
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      reportCompressedSize: true,
      rolldownOptions: {
        output: {
          // Without the names of all that share it.
          chunkFileNames: ({ name }) => `assets/${name.split("~")[0]}-[hash].js`,
          codeSplitting: {
            // Few files instead of one for each set of modules that a few pages share.
            groups: [
              { name: "libraries", tags: ["$initial"], test: /node_modules/, priority: 3 },
              { name: "app", tags: ["$initial"], priority: 2 },
              { name: "shared", minShareCount: 2, entriesAware: true, entriesAwareMergeThreshold: 5_000, priority: 1 },
            ],
          },
        },
      },
    },
    test: {
      environment: "jsdom",
      // Each file has a window of its own in a thread that goes on: a process for each took three times as long.
      pool: "vmThreads",
      globalSetup: "./src/testing/time-zone.ts",
      // The first comes before anything that imports React.
      setupFiles: ["./src/testing/drawn-components.ts", "./src/testing/setup.ts"],
      restoreMocks: true,
      unstubGlobals: true,
      testTimeout: 60_000,
      maxWorkers: 4,
    },
  };
});
