import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { keepPrivate } from "../lib/private-file.ts";
import { ConfigError } from "./values.ts";

/**
 * The session secret kept in the data folder: made at the first start (folder 0700, file 0600), read at every later one,
 * so that a restart signs nobody out. Throws a ConfigError naming DATA_DIR.
 */
export function keptSessionSecret(dataDir: string): Buffer {
  const file = join(dataDir, "session-secret");
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    try {
      // "wx": of two processes that start at once, one writes it and both read it.
      writeFileSync(file, randomBytes(48).toString("base64"), { mode: 0o600, flag: "wx" });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    keepPrivate(file);
    const secret = Buffer.from(readFileSync(file, "utf8").trim(), "utf8");
    if (secret.length >= 32) return secret;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "unknown";
    throw new ConfigError(
      "DATA_DIR",
      `holds ${JSON.stringify(dataDir)}, which cannot be used (${code})`,
      "name a folder that can be written",
    );
  }
  throw new ConfigError(
    "DATA_DIR",
    `holds ${JSON.stringify(dataDir)}, whose file session-secret is too short`,
    "have that file removed, which signs everyone out",
  );
}
