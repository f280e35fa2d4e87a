import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

export const inlineScript = 'document.documentElement.dataset.theme = "dark"';
export const inlineStyle = "body { margin: 0 }";
export const page = `<!doctype html><style>${inlineStyle}</style><script>${inlineScript}</script><script type="module" src="/assets/app-1.js"></script>`;
export const bundle = "console.log(1);".repeat(500);

/** A small built web app: index.html with an inline script and style, an icon and a bundle. Gives its folder; gone after the test. */
export async function builtWebApp(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), "catalog-deck-web-"));
  onTestFinished(() => rm(root, { recursive: true }));
  await mkdir(join(root, "assets"));
  await mkdir(join(root, ".vite"));
  await writeFile(join(root, ".vite/manifest.json"), "{}");
  await writeFile(join(root, "index.html"), page);
  await writeFile(join(root, "favicon.svg"), "<svg/>");
  await writeFile(join(root, "assets/app-1.js"), bundle);
  return root;
}
