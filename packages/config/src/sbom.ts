import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Contrib, Enums, Models, Serialize, Spec } from "@cyclonedx/cyclonedx-library";

const repository = join(import.meta.dirname, "../../..");

interface Listed {
  name?: string;
  version: string;
  path: string;
  dependencies?: Record<string, Listed>;
  optionalDependencies?: Record<string, Listed>;
}

interface PackageJson {
  name: string;
  version: string;
}

/** What pnpm has installed for the server and the web app in production, each with what it depends on. Throws when pnpm fails. */
export function installedForProduction(): Listed[] {
  const filters = ["--filter-prod", "@catalog-deck/bff...", "--filter-prod", "@catalog-deck/web..."];
  const { stdout, status, stderr } = spawnSync(
    "npx",
    ["-y", "pnpm@10", ...filters, "list", "--prod", "--json", "--depth", "Infinity"],
    { cwd: repository, encoding: "utf8", maxBuffer: 256 * 1024 * 1024 },
  );
  if (status !== 0) throw new Error(`pnpm list failed: ${stderr}`);
  return JSON.parse(stdout) as Listed[];
}

/** The bill of materials of the product as CycloneDX 1.6 JSON: every package of a registry that the product is made of. */
export function billOfMaterials(workspaces: readonly Listed[]): string {
  const builder = new Contrib.FromNodePackageJson.Builders.ComponentBuilder(
    new Contrib.FromNodePackageJson.Factories.ExternalReferenceFactory(),
    new Contrib.License.Factories.LicenseFactory(refuseExpression),
  );
  const bom = new Models.Bom();
  const product = readPackage(repository);
  const root = new Models.Component(Enums.ComponentType.Application, product.name, {
    version: product.version,
    bomRef: product.name,
  });
  bom.metadata.component = root;
  const known = new Map<string, Models.Component>();
  const add = (from: Models.Component, { dependencies, optionalDependencies }: Listed) => {
    for (const listed of Object.values({ ...dependencies, ...optionalDependencies })) {
      // A workspace of ours, whose own dependencies are listed as those of the product; or a binary for another system.
      if (listed.version.startsWith("link:") || !existsSync(listed.path)) continue;
      const described = readPackage(listed.path);
      const purl = `pkg:npm/${described.name.replace("@", "%40")}@${described.version}`;
      let component = known.get(purl);
      if (component === undefined) {
        component = builder.makeComponent(described);
        if (component === undefined) throw new Error(`${listed.path} describes no package`);
        component.purl = purl;
        component.bomRef.value = purl;
        known.set(purl, component);
        bom.components.add(component);
      }
      from.dependencies.add(component.bomRef);
      add(component, listed);
    }
  };
  for (const workspace of workspaces) add(root, workspace);
  const serializer = new Serialize.JsonSerializer(new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6));
  return `${serializer.serialize(bom, { sortLists: true, space: 2 })}\n`;
}

/** Expressions such as `(MIT OR Apache-2.0)` are kept as the name of a license. */
function refuseExpression(expression: string): never {
  throw new Error(`not taken for an SPDX expression: ${expression}`);
}

function readPackage(folder: string): PackageJson {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as PackageJson;
}
