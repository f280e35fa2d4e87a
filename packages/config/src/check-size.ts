/**
 * The size budget: what a browser has to fetch before the catalogs page shows, gzipped and as it is sent (with Brotli).
 * Reads Vite's manifest of the production build, prints the figures and exits with 1 above the budget.
 */
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { type Manifest, neededFiles } from "./needed-files.ts";

/** kB are 1,000 bytes. */
const budgetBytes = { js: { gzipped: 175_000, sent: 150_000 }, css: { gzipped: 25_000, sent: 25_000 } };

const dist = join(import.meta.dirname, "../../../apps/web/dist");

const inKilobytes = (bytes: number) => `${(bytes / 1000).toFixed(1).padStart(8)} kB`;

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
    const total = { gzipped: 0, sent: 0 };
    for (const file of needed.filter((name) => name.endsWith(`.${kind}`))) {
      const path = join(folder, file);
      const gzipped = gzipSync(readFileSync(path), { level: 9 }).length;
      total.gzipped += gzipped;
      total.sent += statSync(existsSync(`${path}.br`) ? `${path}.br` : path).size;
      console.log(`${inKilobytes(gzipped)}  ${file}`);
    }
    for (const how of ["gzipped", "sent"] as const) {
      const budget = budgetBytes[kind][how];
      const within = total[how] > 0 && total[how] <= budget;
      ok &&= within;
      const says = `${within ? "within" : "ABOVE"} the budget of ${budget / 1000} kB`;
      console.log(
        `${inKilobytes(total[how])}  ${kind}, ${how}, before the catalogs page shows in ${language}, ${says}`,
      );
    }
  }
  return ok;
}

const results = [withinBudget("English", dist), withinBudget("German", join(dist, "de"))];
process.exit(results.every(Boolean) ? 0 : 1);
