import { execFile, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import SqliteDatabase from "better-sqlite3";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { builtProgram, compileCache } from "../testing/built-programs.ts";
import { RealPostgres } from "../testing/postgres.ts";
import { makeSqlite } from "../testing/sqlite.ts";

const folder = mkdtempSync(join(tmpdir(), "catalog-deck-start-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Root may do everything: without its capabilities it is a user like any other. */
const powerless = process.getuid?.() === 0 ? ["setpriv", "--inh-caps=-all", "--bounding-set=-all"] : [];
const canBePowerless = powerless.length === 0 || spawnSync("setpriv", ["--version"]).status === 0;
if (!canBePowerless) console.log("rights of files and ports: not tested, for this is root and there is no setpriv");

const citrix = {
  CITRIX_API_BASE_URL: "https://api.cloud.com",
  CITRIX_CUSTOMER_ID: "acme",
  CITRIX_CLIENT_ID: "client",
  CITRIX_CLIENT_SECRET: "very-secret",
};

/** How the real server ended that was started with these variables. */
async function start(env: Record<string, string>, through: readonly string[] = []) {
  const [command = "", ...args] = [...through, process.execPath, builtProgram("main")];
  const variables = { PATH: process.env.PATH, ...compileCache, PORT: "0", DATA_DIR: join(folder, "data"), ...env };
  return await new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) => {
    execFile(command, args, { env: variables, timeout: 60_000 }, (error, stdout, stderr) =>
      resolve({ code: error?.code, stdout, stderr }),
    );
  });
}

/** One line on stderr that begins with the variable and says this; nothing else, and no secret. */
async function expectOneLine(ended: ReturnType<typeof start>, variable: string, says: string | RegExp) {
  const { code, stdout, stderr } = await ended;
  expect(stderr).toMatch(new RegExp(`^${variable.replaceAll(/[()]/g, String.raw`\$&`)} [^\n]+\n$`));
  expect(stderr).toMatch(says);
  expect(stderr).not.toMatch(/very-secret|hunter2|\bat .*:\d+:\d+/);
  expect([code, stdout]).toEqual([1, ""]);
}

function made(name: string, make: (path: string) => void): string {
  const path = join(folder, name);
  make(path);
  return path;
}
const textFile = (name: string, text: string) => made(name, (path) => writeFileSync(path, text));
const folderWith = (name: string, file: string, content: string) =>
  made(name, (path) => {
    mkdirSync(path);
    writeFileSync(join(path, file), content);
  });

describe("a start that cannot be ends with code 1 and one line", () => {
  test.each([
    {
      name: "a public address that is none",
      variable: "PUBLIC_URL",
      env: { PUBLIC_URL: "deck" },
      says: 'holds "deck"',
    },
    {
      name: "a host of another machine",
      variable: "HOST",
      env: { HOST: "203.0.113.7", PUBLIC_URL: "https://deck.example.com" },
      says: "no address of this machine",
    },
    {
      name: "a host of another machine for the metrics",
      variable: "METRICS_HOST",
      env: { METRICS_HOST: "203.0.113.7", METRICS_PORT: "0" },
      says: "no address of this machine",
    },
    {
      name: "a host that nobody knows",
      variable: "HOST",
      env: { HOST: "nowhere.invalid", PUBLIC_URL: "https://deck.example.com" },
      says: "no address of this machine",
    },
    {
      name: "a secret's file that is a folder",
      variable: "SESSION_SECRET_FILE",
      env: { SESSION_SECRET_FILE: folder },
      says: "EISDIR",
    },
    {
      name: "a connections file that is broken",
      variable: "CONNECTIONS_FILE",
      env: { CONNECTIONS_FILE: textFile("broken.json", '[{"clientSecret":"hunter2"') },
      says: "broken.json",
    },
    {
      name: "a connection's secret that is not there",
      variable: "CONNECTIONS_FILE (0.clientSecretFile)",
      env: {
        CONNECTIONS_FILE: textFile(
          "list.json",
          JSON.stringify([
            {
              id: "a",
              name: "A",
              apiBaseUrl: "https://api.cloud.com",
              customerId: "a",
              clientId: "c",
              clientSecretFile: "nowhere",
            },
          ]),
        ),
      },
      says: /nowhere.*ENOENT/,
    },
    {
      name: "a data folder that is a file",
      variable: "DATA_DIR",
      env: { DATA_DIR: textFile("file", "") },
      says: "EEXIST",
    },
    {
      name: "a data folder that is a file, with a session secret",
      variable: "DATA_DIR",
      env: { DATA_DIR: textFile("another-file", ""), SESSION_SECRET: "s".repeat(40) },
      says: "EEXIST",
    },
    {
      name: "a session secret of the data folder that is a folder",
      variable: "DATA_DIR",
      env: { DATA_DIR: made("with-folder", (path) => mkdirSync(join(path, "session-secret"), { recursive: true })) },
      says: "EISDIR",
    },
    {
      name: "a database that is none",
      variable: "DATA_DIR",
      env: { DATA_DIR: folderWith("no-database", "catalog-deck.sqlite", "hunter2 ".repeat(2_000)) },
      says: "damaged or no database (SQLITE_NOTADB)",
    },
    {
      name: "a database that is a folder",
      variable: "DATA_DIR",
      env: { DATA_DIR: made("folder", (path) => mkdirSync(join(path, "catalog-deck.sqlite"), { recursive: true })) },
      says: "EISDIR",
    },
  ])("$name", async ({ variable, env, says }) => {
    await expectOneLine(start({ ...("CONNECTIONS_FILE" in env ? {} : citrix), ...env }), variable, says);
  });

  test("a database that is damaged", async () => {
    const file = join(made("damaged", mkdirSync), "catalog-deck.sqlite");
    await makeSqlite(file);
    writeFileSync(file, readFileSync(file).fill(0xaa, 100, 60_000));
    await expectOneLine(start({ ...citrix, DATA_DIR: join(file, "..") }), "DATA_DIR", "damaged or no database");
  });

  test("a database that another program holds", async () => {
    const file = join(made("held", mkdirSync), "catalog-deck.sqlite");
    await makeSqlite(file);
    const other = new SqliteDatabase(file);
    onTestFinished(() => void other.close());
    other.exec("begin exclusive");
    await expectOneLine(start({ ...citrix, DATA_DIR: join(file, "..") }), "DATA_DIR", "another program holds");
  });

  test.each([
    ["a newer version", "9999-future", "newer version"],
    ["a version from before the first release", "0001-core", "before the first release"],
    ["the last one before facts were kept as codes", "0001-schema", "before the first release"],
  ])("a database of %s", async (_made, migration, says) => {
    const file = join(made(migration, mkdirSync), "catalog-deck.sqlite");
    await makeSqlite(file);
    const database = new SqliteDatabase(file);
    database
      .prepare("insert into kysely_migration (name, timestamp) values (?, '2030-01-01T00:00:00.000Z')")
      .run(migration);
    database.close();
    await expectOneLine(start({ ...citrix, DATA_DIR: join(file, "..") }), "DATA_DIR", says);
  });

  describe.runIf(canBePowerless)("for a user without the right to", () => {
    const unreadable = (path: string) => {
      chmodSync(path, 0);
      // Or its owner could not remove it.
      onTestFinished(() => chmodSync(path, 0o700));
      return path;
    };
    test.each([
      {
        name: "read a secret's file",
        variable: "CITRIX_CLIENT_SECRET_FILE",
        env: () => ({
          CITRIX_CLIENT_SECRET: "",
          CITRIX_CLIENT_SECRET_FILE: unreadable(textFile("unreadable", "very-secret")),
        }),
        says: "EACCES",
      },
      {
        name: "write the data folder",
        variable: "DATA_DIR",
        env: () => ({ DATA_DIR: unreadable(made("closed", mkdirSync)), SESSION_SECRET: "s".repeat(40) }),
        says: "EACCES",
      },
      {
        name: "make the data folder",
        variable: "DATA_DIR",
        env: () => ({ DATA_DIR: join(unreadable(made("closed-above", mkdirSync)), "data") }),
        says: "EACCES",
      },
      {
        name: "write the database",
        variable: "DATA_DIR",
        env: () => ({
          DATA_DIR: made("closed-file", (path) => {
            mkdirSync(path);
            unreadable(textFile("closed-file/catalog-deck.sqlite", ""));
          }),
        }),
        says: "EACCES",
      },
    ])("$name", async ({ variable, env, says }) => {
      await expectOneLine(start({ ...citrix, ...env() }, powerless), variable, says);
    });

    const lowPorts = "/proc/sys/net/ipv4/ip_unprivileged_port_start";
    const mayUseLowPorts = process.platform !== "linux" || Number(readFileSync(lowPorts, "utf8")) <= 80;
    test.skipIf(mayUseLowPorts)("open port 80", async () => {
      await expectOneLine(start({ ...citrix, PORT: "80" }, powerless), "PORT", "which this user may not open");
    });
  });
});

describe("a start on a PostgreSQL that cannot be used ends with code 1 and one line", () => {
  let postgres: RealPostgres;
  const run = async (database: string, ...statements: string[]) => {
    const client = new pg.Client(address("deck:deck", database));
    await client.connect();
    for (const statement of statements) await client.query(statement);
    await client.end();
  };
  const address = (user: string, rest: string) => `postgres://${user}@127.0.0.1:${postgres.port}/${rest}`;
  beforeAll(async () => {
    postgres = await RealPostgres.start();
    await run("postgres", "create role guest login password 'hunter2'", "create database newer");
    await run(
      "newer",
      "create table kysely_migration (name varchar(255) primary key, timestamp varchar(255) not null)",
      "insert into kysely_migration values ('9999-future', '2030-01-01T00:00:00.000Z')",
    );
  });
  afterAll(() => postgres.close());

  const serverThat = async (answer: (socket: import("node:net").Socket) => void): Promise<number> => {
    const server: Server = createServer((socket) => answer(socket.on("error", () => undefined)));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void server.close());
    const at = server.address();
    return typeof at === "object" && at !== null ? at.port : 0;
  };

  test.each([
    {
      name: "refuses the password",
      url: () => address("deck:hunter2", "postgres"),
      says: "refuses its user or password",
    },
    { name: "does not know the user", url: () => address("nobody:hunter2", "postgres"), says: "refuses its user" },
    { name: "has no such database", url: () => address("deck:deck", "hunter2"), says: "no database of that name" },
    {
      name: "lets nobody make tables",
      url: () => address("guest:hunter2", "postgres"),
      says: "may not make or change",
    },
    { name: "has tables of a newer version", url: () => address("deck:deck", "newer"), says: "newer version" },
    { name: "speaks no TLS", url: () => `${address("deck:deck", "postgres")}?sslmode=verify-full`, says: "SSL" },
    { name: "is not there", url: () => "postgres://u:hunter2@127.0.0.1:1/x", says: "refused the connection" },
    { name: "nobody knows", url: () => "postgres://u:hunter2@nowhere.invalid/x", says: "could not be resolved" },
    { name: "is no address", url: () => "postgres://u:hunter2/3@127.0.0.1/x", says: "postgres://user:password@host" },
    {
      name: "is another program",
      url: () => serverThat((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")),
      says: "cannot be used",
    },
    { name: "hangs up", url: () => serverThat((socket) => socket.destroy()), says: "cannot be used" },
    { name: "says nothing", url: () => serverThat(() => undefined), says: "cannot be used" },
  ])("that $name", async ({ url, says }) => {
    const target = await url();
    const env = {
      ...citrix,
      DATABASE_URL: typeof target === "number" ? `postgres://u:hunter2@127.0.0.1:${target}/x` : target,
      SESSION_SECRET: "s".repeat(40),
    };
    await expectOneLine(start(env), "DATABASE_URL", says);
  });
});
