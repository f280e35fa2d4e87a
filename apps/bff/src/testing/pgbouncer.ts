import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { chmod, copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "@catalog-deck/simulator";

const cache = join(import.meta.dirname, "../../node_modules/.cache");
/** With the library that few machines have. */
const packages = ["pgbouncer", "libc-ares2"];

/**
 * Debian's PgBouncer, unpacked into a cache and never installed. Undefined, with a line that says so, where it cannot be
 * had.
 */
export function unpackedPgBouncer(): { program: string; libraries: string[] } | undefined {
  const folder = join(cache, "pgbouncer");
  try {
    if (!existsSync(folder)) unpack(folder);
    const program = join(folder, "usr/sbin/pgbouncer");
    const libraries = readdirSync(join(folder, "usr/lib"), { recursive: true, withFileTypes: true })
      .filter(({ name }) => name.startsWith("libcares.so"))
      .map(({ parentPath, name }) => join(parentPath, name));
    execFileSync(program, ["--version"], { env: { LD_LIBRARY_PATH: join(libraries[0] ?? "", "..") }, stdio: "ignore" });
    return { program, libraries };
  } catch (error) {
    console.log(`PgBouncer: not tested, for Debian's package cannot be had here (${(error as Error).message})`);
    return undefined;
  }
}

function unpack(folder: string): void {
  mkdirSync(cache, { recursive: true });
  const draft = mkdtempSync(join(cache, "pgbouncer-"));
  const quietly = { cwd: draft, stdio: "ignore", timeout: 60_000 } as const;
  try {
    execFileSync("apt-get", ["download", ...packages], quietly);
    for (const file of readdirSync(draft)) execFileSync("dpkg-deb", ["-x", file, "."], quietly);
    renameSync(draft, folder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** Starts PgBouncer before the PostgreSQL of a test. Gives its port, and what ends it. */
export async function startPgBouncer(
  { program, libraries }: { program: string; libraries: string[] },
  poolMode: "session" | "transaction",
  postgresPort: number,
): Promise<{ port: number; close: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "catalog-deck-pgbouncer-"));
  await chmod(folder, 0o755);
  // It refuses to run as root, and another user may not get through to the cache.
  const user = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
  for (const file of [program, ...libraries]) await copyFile(file, join(folder, file.slice(file.lastIndexOf("/") + 1)));
  const port = await freePort();
  const settings = [
    "[databases]",
    `postgres = host=127.0.0.1 port=${postgresPort}`,
    "[pgbouncer]",
    "listen_addr = 127.0.0.1",
    `listen_port = ${port}`,
    "unix_socket_dir =",
    "auth_type = scram-sha-256",
    `auth_file = ${join(folder, "users")}`,
    `pool_mode = ${poolMode}`,
  ];
  await writeFile(join(folder, "users"), '"deck" "deck"\n');
  await writeFile(join(folder, "settings"), settings.join("\n"));
  const child = spawn(join(folder, "pgbouncer"), [join(folder, "settings")], {
    ...user,
    cwd: folder,
    env: { LD_LIBRARY_PATH: folder },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const ended = once(child, "exit");
  await new Promise<void>((resolve, reject) => {
    let said = "";
    child.once("error", reject).once("exit", () => reject(new Error(`PgBouncer did not start: ${said}`)));
    child.stderr.on("data", (text) => {
      said += text;
      if (said.includes("process up")) resolve();
    });
  });
  return {
    port,
    close: async () => {
      child.kill("SIGKILL");
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
