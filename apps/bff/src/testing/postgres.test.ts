import { chmod, mkdir, mkdtemp, readdir, rm, symlink } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { expect, onTestFinished, test, vi } from "vitest";
import { RealPostgres } from "./postgres.ts";

async function privateFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "catalog-deck-private-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

async function answers(postgres: RealPostgres): Promise<unknown> {
  const client = new pg.Client({ connectionString: postgres.url() });
  await client.connect();
  const { rows } = await client.query("select 6 * 7 as answer");
  await client.end();
  return rows;
}

test("PostgreSQL starts where its binaries and the folder for temporary files are the person's alone", async () => {
  const folder = await privateFolder();
  const binaries = join(folder, "native");
  await symlink(RealPostgres.binaries(), binaries);
  const temporary = join(folder, "tmp");
  await mkdir(temporary);
  vi.stubEnv("TMPDIR", temporary);
  onTestFinished(() => void vi.unstubAllEnvs());
  const postgres = await RealPostgres.start(binaries);
  onTestFinished(() => postgres.close());
  await expect(answers(postgres)).resolves.toEqual([{ answer: 42 }]);
});

test("one that does not start says why, at once", async () => {
  const postgres = await RealPostgres.start();
  onTestFinished(() => postgres.close());
  await postgres.goAway();
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(postgres.port, "127.0.0.1", resolve));
  await expect(postgres.comeBack()).rejects.toMatchObject({
    message: expect.stringContaining('could not bind IPv4 address "127.0.0.1"'),
  });
  await new Promise((resolve) => other.close(resolve));
  await postgres.comeBack();
  await expect(answers(postgres)).resolves.toEqual([{ answer: 42 }]);
});

test("binaries that cannot be run are named, and nothing is left behind", async () => {
  const temporary = await privateFolder();
  await chmod(temporary, 0o755);
  vi.stubEnv("TMPDIR", temporary);
  onTestFinished(() => void vi.unstubAllEnvs());
  await expect(RealPostgres.start(await privateFolder())).rejects.toThrow(/spawn .*bin\/initdb ENOENT/);
  await expect(readdir(temporary)).resolves.toEqual([expect.stringMatching(/^catalog-deck-private-/)]);
});
