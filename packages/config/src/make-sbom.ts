/** Writes the bill of materials of what has been built beside the built server: apps/bff/dist/sbom.cdx.json. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { billOfMaterials, installedForProduction } from "./sbom.ts";

const dist = join(import.meta.dirname, "../../../apps/bff/dist");
const text = billOfMaterials(installedForProduction());
mkdirSync(dist, { recursive: true });
writeFileSync(join(dist, "sbom.cdx.json"), text);
console.log(
  `apps/bff/dist/sbom.cdx.json: ${(JSON.parse(text) as { components: unknown[] }).components.length} packages`,
);
