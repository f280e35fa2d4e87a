/**
 * The size budget: what a browser has to fetch, gzipped, before the catalogs page shows. Reads Vite's manifest of the
 * production build, prints the figures and exits with 1 above the budget.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { type Manifest, neededFiles } from "./needed-files.ts";

/** kB are 1,000 bytes. */
const budgetBytes = { js: 175_000, css: 25_000 };

const dist = join(import.meta.dirname, "../../../apps/web/dist");

/** Prints what the build in `folder` makes a browser fetch; true when it is within the budget. */
function withinBudget(language: string, folder: string): boolean {
  const manifestFile = join(folder, ".vite/manifest.json");
  if (!existsSync(manifestFile)) {
    console.error(`No ${manifestFile}: build the web app first (npx -y pnpm@10 build), with build.manifest on.`);
    return false;
  }
  const needed = neededFiles(JSON.parse(readFileSync(manifestFile, "utf8")) as Manifest);
  let ok = true;
  for (const kind of ["js", "css"] as const) {
    let total = 0;
    for (const file of needed.filter((name) => name.endsWith(`.${kind}`))) {
      const bytes = gzipSync(readFileSync(join(folder, file)), { level: 9 }).length;
      total += bytes;
      console.log(`${(bytes / 1000).toFixed(1).padStart(8)} kB  ${file}`);
    }
    const within = total > 0 && total <= budgetBytes[kind];
    ok &&= within;
    const says = within ? "within" : "ABOVE";
    console.log(
      `${(total / 1000).toFixed(1).padStart(8)} kB  ${kind} before the catalogs page shows in ${language}, ${says} the budget of ${budgetBytes[kind] / 1000} kB`,
    );
  }
  return ok;
}

const results = [withinBudget("English", dist), withinBudget("German", join(dist, "de"))];
process.exit(results.every(Boolean) ? 0 : 1);
