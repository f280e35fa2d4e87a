import { randomUUID } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { openStore, openStoreForReading, type Store } from "../store/database.ts";
import { StorageUnavailableError } from "../store/storage-trouble.ts";
import { CertificateAuthority, type ServerCertificate } from "../testing/certificates.ts";
import { RealPostgres } from "../testing/postgres.ts";
import { tlsOfDatabase } from "./database-tls.ts";
import { ConfigError } from "./values.ts";

const base = "postgres://u:p%23%26sslmode=x@db:5432/deck";

test.each([
  { query: "", to: "" },
  { query: "?sslmode=disable", to: "?sslmode=disable" },
  { query: "?sslmode=no-verify", to: "?sslmode=no-verify" },
  { query: "?sslmode=verify-full", to: "?sslmode=verify-full" },
  { query: "?sslmode=require", to: "?sslmode=verify-full", says: "sslmode=require: the database's certificate is" },
  { query: "?a=b&sslmode=prefer&c=d", to: "?a=b&sslmode=verify-full&c=d", says: "as with verify-full" },
  { query: "?sslmode=verify-ca", to: "?sslmode=verify-full", says: "its name included" },
  { query: "?sslmode=require&uselibpqcompat=true", to: "?sslmode=require&uselibpqcompat=true", says: "not verified" },
])("an address with $query is used with $to", ({ query, to, says }) => {
  const { address, notice } = tlsOfDatabase(base + query);
  expect(address).toBe(base + to);
  if (says === undefined) expect(notice).toBeUndefined();
  else expect(notice).toContain(says);
});

test.each(["sslmode=requir", "sslmode=allow", "sslmode=", "ssl=yes", "sslmode=require&sslmode=disable"])(
  "%s is refused in one line",
  (query) => {
    const attempt = () => tlsOfDatabase(`${base}?${query}`);
    expect(attempt).toThrow(ConfigError);
    expect(attempt).toThrow(/^DATABASE_URL holds [^\n]+$/);
    expect(attempt).not.toThrow("%23");
  },
);

let postgres: RealPostgres;
let authority: CertificateAuthority;
beforeAll(async () => {
  postgres = await RealPostgres.start();
  authority = await CertificateAuthority.make();
});
afterAll(() => postgres.close());

async function showCertificate({ key, cert }: ServerCertificate): Promise<void> {
  const store = await openStore({ kind: "postgres", url: postgres.url() });
  const name = randomUUID();
  for (const [ending, text] of Object.entries({ key, crt: cert })) {
    // Written by the server itself: it takes a key of its own user alone.
    const lines = sql.lit(text);
    const program = sql.lit(`umask 077; cat > ${name}.${ending}`);
    await sql`copy (select unnest(string_to_array(${lines}, chr(10)))) to program ${program}`.execute(store);
  }
  await sql`alter system set ssl_key_file = ${sql.lit(`${name}.key`)}`.execute(store);
  await sql`alter system set ssl_cert_file = ${sql.lit(`${name}.crt`)}`.execute(store);
  await sql`alter system set ssl = on`.execute(store);
  await store.destroy();
  await postgres.goAway();
  await postgres.comeBack();
}

/** Whether the connection is encrypted; else the code of what kept it from being made. */
async function wayWith(query: string): Promise<boolean | string> {
  const url = tlsOfDatabase(`${postgres.url()}?${query}`).address.replace("127.0.0.1", "localhost");
  try {
    const store: Store = await openStoreForReading({ kind: "postgres", url });
    onTestFinished(() => store.destroy());
    const { rows } = await sql<{ ssl: boolean }>`select ssl from pg_stat_ssl where pid = pg_backend_pid()`.execute(
      store,
    );
    return rows[0]?.ssl ?? "no row";
  } catch (error) {
    if (!(error instanceof StorageUnavailableError)) throw error;
    const { code, message } = error.cause as NodeJS.ErrnoException;
    return code ?? message;
  }
}

test("without TLS at the database nothing but disable, or no word at all, connects", async () => {
  expect(await wayWith("sslmode=disable")).toBe(false);
  expect(await wayWith("application_name=deck")).toBe(false);
  for (const mode of ["require", "verify-full", "no-verify", "prefer"]) {
    expect(await wayWith(`sslmode=${mode}`), mode).toContain("does not support SSL");
  }
});

test("require verifies authority and name, as verify-full does; no-verify and disable do not", async () => {
  await showCertificate(await authority.issue("localhost"));
  for (const mode of ["require", "verify-full", "prefer", "verify-ca"]) {
    expect(await wayWith(`sslmode=${mode}`), mode).toBe("UNABLE_TO_VERIFY_LEAF_SIGNATURE");
  }
  expect(await wayWith("sslmode=no-verify")).toBe(true);
  expect(await wayWith("sslmode=require&uselibpqcompat=true")).toBe(true);
  expect(await wayWith("sslmode=disable")).toBe(false);
  const folder = await mkdtemp(join(tmpdir(), "catalog-deck-authority-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, "authority.pem"), authority.pem);
  expect(await wayWith(`sslmode=require&sslrootcert=${join(folder, "authority.pem")}`)).toBe(true);
  authority.trust();
  for (const mode of ["require", "verify-full", "prefer", "verify-ca"]) {
    expect(await wayWith(`sslmode=${mode}`), mode).toBe(true);
  }
  await showCertificate(await authority.issue("db.example.com"));
  for (const mode of ["require", "verify-full", "prefer", "verify-ca"]) {
    expect(await wayWith(`sslmode=${mode}`), mode).toBe("ERR_TLS_CERT_ALTNAME_INVALID");
  }
});
