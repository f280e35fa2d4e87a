import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir, userInfo } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { chromium } from "@playwright/test";

/** How the journeys start their Chromium. */
export interface Browser {
  executablePath: string;
  args: string[];
  env: Record<string, string>;
}

/** Keeps Chromium off closed networks, and away from the machine's graphics. */
const quietFlags = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/**
 * Finds a Chromium: the one that CHROMIUM_PATH names, the one that Playwright has installed, one of the system, or the
 * one that travels inside the lock file (Linux x64). Throws with what to do when there is none.
 */
export async function findBrowser(): Promise<Browser> {
  const args = [...quietFlags, ...(process.getuid?.() === 0 ? ["--no-sandbox"] : [])];
  const env = Object.fromEntries(
    Object.entries(process.env).filter((entry) => entry[1] !== undefined),
  ) as Browser["env"];
  const given = process.env.CHROMIUM_PATH;
  if (given) {
    if (!existsSync(given)) throw new Error(`CHROMIUM_PATH names ${given}, which does not exist.`);
    return { executablePath: given, args, env };
  }
  const installed = chromium.executablePath();
  if (installed && existsSync(installed)) return { executablePath: installed, args, env };
  const ofSystem = systemBrowser();
  if (ofSystem) return { executablePath: ofSystem, args, env };
  if (process.platform === "linux" && process.arch === "x64") {
    const brought = await broughtBrowser();
    // Without these this build asks for a second process model that containers often refuse.
    return {
      executablePath: brought.executablePath,
      args: [...args, "--no-sandbox", "--no-zygote"],
      env: { ...env, ...brought.env },
    };
  }
  throw new Error(
    "The journeys need a Chromium. Install Chromium or Google Chrome, or set CHROMIUM_PATH to one, then run the tests again.",
  );
}

function systemBrowser(): string | undefined {
  const places = (process.env.PATH ?? "")
    .split(delimiter)
    .flatMap((folder) =>
      ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"].map((name) => join(folder, name)),
    );
  if (process.platform === "darwin") places.push("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome");
  if (process.platform === "win32") places.push("C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe");
  return places.find((place) => existsSync(place));
}

/** The browser of @sparticuz/chromium, unpacked once per version and user into the temporary folder (about 190 MB). */
async function broughtBrowser(): Promise<{ executablePath: string; env: Record<string, string> }> {
  const packageFile = join(dirname(createRequire(import.meta.url).resolve("@sparticuz/chromium")), "../package.json");
  const { version } = JSON.parse(await readFile(packageFile, "utf8")) as { version: string };
  const folder = join(tmpdir(), `catalog-deck-chromium-${version}-${userInfo().uid}`);
  if (!existsSync(folder)) await unpack(dirname(packageFile), folder);
  const executablePath = join(folder, "chromium");
  const env: Record<string, string> = { FONTCONFIG_FILE: join(folder, "fonts.conf") };
  if (lacksLibraries(executablePath)) {
    env.LD_LIBRARY_PATH = [join(folder, "al2023/lib"), process.env.LD_LIBRARY_PATH].filter(Boolean).join(":");
  }
  return { executablePath, env };
}

/** Unpacks beside and renames, so that a broken or a second unpacking never leaves half a browser. */
async function unpack(packageFolder: string, folder: string): Promise<void> {
  const { inflate } = await import("@sparticuz/chromium");
  const beside = await mkdtemp(`${folder}-`);
  const before = process.env.TMPDIR;
  // The package unpacks into the temporary folder and nowhere else.
  process.env.TMPDIR = beside;
  try {
    await Promise.all(
      ["chromium.br", "fonts.tar.br", "swiftshader.tar.br", "al2023.tar.br"].map((file) =>
        inflate(join(packageFolder, "bin", file)),
      ),
    );
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
  await mkdir(join(beside, "font-cache"));
  await writeFile(
    join(beside, "fonts.conf"),
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
<dir>/usr/share/fonts</dir><dir>${join(folder, "fonts")}</dir><cachedir>${join(folder, "font-cache")}</cachedir></fontconfig>\n`,
  );
  try {
    await rename(beside, folder);
  } catch (error) {
    await rm(beside, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
}

/** True on a machine without nss, nspr or expat, which most slim images lack. */
function lacksLibraries(executablePath: string): boolean {
  try {
    return execFileSync("ldd", [executablePath], { encoding: "utf8" }).includes("not found");
  } catch {
    // No ldd (musl): the libraries that travel with the browser are the better guess.
    return true;
  }
}
