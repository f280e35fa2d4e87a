import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { glob, mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const cacheFolder = join(import.meta.dirname, "../../node_modules/.cache/faketime");
const library = "libfaketimeMT.so.1";

/**
 * The path of Debian's libfaketime, unpacked into a cache folder and never installed; undefined, with the reason in the
 * log, on a machine that cannot have it.
 */
export async function findFaketime(): Promise<string | undefined> {
  const known = await libraryIn(cacheFolder);
  if (known !== undefined) return known;
  try {
    await mkdir(cacheFolder, { recursive: true });
    // Unpacked elsewhere and moved in one step: test files that run at once do not see half of it.
    const folder = await mkdtemp(join(cacheFolder, "unpacking-"));
    await run("apt-get", ["download", "libfaketime"], { cwd: folder, timeout: 60_000 });
    for await (const archive of glob("*.deb", { cwd: folder }))
      await run("dpkg-deb", ["-x", archive, "."], { cwd: folder });
    const unpacked = join(cacheFolder, "unpacked");
    if (existsSync(unpacked)) await rm(folder, { recursive: true });
    else await rename(folder, unpacked);
  } catch (error) {
    console.warn(`Tests with shifted clocks are skipped: libfaketime is not available (${(error as Error).message})`);
  }
  return await libraryIn(cacheFolder);
}

async function libraryIn(folder: string): Promise<string | undefined> {
  for await (const path of glob(`unpacked/usr/lib/*/faketime/${library}`, { cwd: folder })) return join(folder, path);
  return undefined;
}

/** The wall clock of one process, set while it runs. Its steady clock and its timers run as ever. */
export class ShiftedClock {
  readonly #file: string;
  /** The variables of the process. */
  readonly env: Record<string, string>;

  constructor(libraryPath: string, file: string) {
    this.#file = file;
    this.env = {
      LD_PRELOAD: libraryPath,
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_NO_CACHE: "1",
      DONT_FAKE_MONOTONIC: "1",
    };
  }

  /** Sets the clock so many minutes ahead of the machine's; behind it when negative. */
  async set(minutes: number): Promise<void> {
    // Renamed into place, so that the process never reads half a file.
    await writeFile(`${this.#file}.new`, `${minutes < 0 ? "-" : "+"}${Math.abs(minutes)}m\n`);
    await rename(`${this.#file}.new`, this.#file);
  }
}
