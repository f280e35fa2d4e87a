/**
 * `package <folder>`: puts what a machine needs to run the built server into a new folder, by the lock file: Node, the
 * server with its libraries, and the web app. Nothing in it is written to later, so it may be owned by root and read-only.
 */
import { spawnSync } from "node:child_process";
import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

const repository = join(import.meta.dirname, "../../..");
const [target] = process.argv.slice(2).filter((arg) => arg !== "--");

if (target === undefined) {
  console.error("Usage: package <new folder>");
  process.exit(2);
}
const folder = resolve(target);
if (existsSync(folder) && readdirSync(folder).length > 0) {
  console.error(`${folder} is not empty.`);
  process.exit(1);
}

deployServer(join(folder, "apps/bff"));
cpSync(join(repository, "apps/web/dist"), join(folder, "apps/web/dist"), { recursive: true });
mkdirSync(join(folder, "bin"));
copyFileSync(process.execPath, join(folder, process.platform === "win32" ? "bin/node.exe" : "bin/node"));
for (const file of ["LICENSE", "CHANGELOG.md"]) copyFileSync(join(repository, file), join(folder, file));
console.log(`Catalog Deck is in ${folder}. Start it with bin/node apps/bff/dist/main.js there.`);

function deployServer(server: string): void {
  const parameters = ["--filter", "@catalog-deck/bff", "--prod", "--prefer-offline", "--reporter=append-only"];
  // Only so do versions come from the lock file. Installing for development keeps its links.
  const byLockFile = "--config.inject-workspace-packages=true";
  const { status, stdout, stderr } = spawnSync("npx", ["-y", "pnpm@10", ...parameters, byLockFile, "deploy", server], {
    cwd: repository,
    encoding: "utf8",
    shell: process.platform === "win32",
  });
  if (status !== 0) throw new Error(`pnpm deploy failed: ${stdout}${stderr}`);
  // Ours are in the built files, and their folders here would name the machine that built them.
  const modules = join(server, "node_modules");
  for (const name of readdirSync(join(modules, ".pnpm"))) {
    if (name.startsWith("@catalog-deck+")) rmSync(join(modules, ".pnpm", name), { recursive: true });
  }
  const unused = ["@catalog-deck", ".bin", ".modules.yaml", ".pnpm-workspace-state-v1.json", ".pnpm/lock.yaml"];
  for (const name of unused) rmSync(join(modules, name), { recursive: true, force: true });
  rmSync(join(server, "pnpm-lock.yaml"));
  const { name, version, type } = JSON.parse(readFileSync(join(server, "package.json"), "utf8"));
  writeFileSync(
    join(server, "package.json"),
    `${JSON.stringify({ name, version, type, commit: commitOfSources() })}\n`,
  );
}

/** From `COMMIT`, for builds that are given no history, or from git, which marks changed sources; else undefined. */
function commitOfSources(): string | undefined {
  const describe = ["describe", "--always", "--abbrev=40", "--exclude=*", "--dirty"];
  const { status, stdout } = spawnSync("git", describe, { cwd: repository, encoding: "utf8" });
  return process.env.COMMIT || (status === 0 ? stdout.trim() : undefined);
}
