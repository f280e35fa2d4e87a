import { Spec, Validation } from "@cyclonedx/cyclonedx-library";
import { expect, test } from "vitest";
import { billOfMaterials, installedForProduction } from "./sbom.ts";

interface Bom {
  bomFormat: string;
  specVersion: string;
  components: { group?: string; name: string; version: string; purl: string; licenses?: unknown[] }[];
  dependencies: { ref: string; dependsOn?: string[] }[];
}

test("the bill of materials fits CycloneDX's schema and names what is shipped, nothing else", {
  timeout: 120_000,
}, async () => {
  const text = billOfMaterials(installedForProduction());
  const validator = new Validation.JsonStrictValidator(Spec.Spec1dot6.version);
  expect(await validator.validate(text)).toBeNull();
  const bom = JSON.parse(text) as Bom;
  expect(bom).toMatchObject({ bomFormat: "CycloneDX", specVersion: "1.6" });
  const names = bom.components.map(({ group, name }) => (group === undefined ? name : `${group}/${name}`));
  // The server's, the web app's, what only a package of ours uses, and what only another package uses.
  expect(names).toEqual(expect.arrayContaining(["fastify", "react", "undici", "find-my-way", "@fastify/session"]));
  for (const tool of ["vitest", "typescript", "@playwright/test", "@biomejs/biome"]) expect(names).not.toContain(tool);
  for (const { purl, version } of bom.components)
    expect(purl).toBe(`${purl.slice(0, purl.lastIndexOf("@"))}@${version}`);
  expect(bom.components.filter(({ licenses }) => licenses === undefined)).toEqual([]);
  const fastify = bom.dependencies.find(({ ref }) => ref.startsWith("pkg:npm/fastify@"));
  expect(fastify?.dependsOn?.some((ref) => ref.startsWith("pkg:npm/find-my-way@"))).toBe(true);
});
