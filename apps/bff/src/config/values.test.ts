import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { ConfigError, loadConfig } from "./config.ts";

const folder = mkdtempSync(join(tmpdir(), "catalog-deck-secret-files-"));
afterAll(() => rmSync(folder, { recursive: true }));

const load = (env: Record<string, string>) => loadConfig({ DATA_DIR: join(folder, "data"), ...env });
const citrix = { CITRIX_API_BASE_URL: "https://api.cloud.com", CITRIX_CUSTOMER_ID: "acme", CITRIX_CLIENT_ID: "client" };
const connection = {
  id: "acme",
  name: "Acme",
  apiBaseUrl: "https://api-eu.cloud.com",
  customerId: "acme",
  clientId: "c",
};
/** The first connection of a list that stands in a file. */
function loadList(list: unknown[]) {
  const path = join(folder, "connections.json");
  writeFileSync(path, JSON.stringify(list));
  return load({ CONNECTIONS_FILE: path }).connections[0];
}

/** Long enough for every kind of secret. */
const spelled = "from a file, with thirty-two bytes";
const bytesOf = {
  "a UTF-8 mark": Buffer.from(`\ufeff${spelled}\r\n`),
  "UTF-16, as PowerShell writes it": Buffer.from(`\ufeff${spelled}\r\n`, "utf16le"),
  "UTF-16 of the other order": Buffer.from(`\ufeff${spelled}\n`, "utf16le").swap16(),
  "blanks and empty lines around it": Buffer.from(`\r\n \t ${spelled} \u00a0 \r\n\n`),
};
const secretFiles = {
  CITRIX_CLIENT_SECRET_FILE: (env: Record<string, string>) => load(env).connections[0]?.clientSecret,
  SESSION_SECRET_FILE: (env: Record<string, string>) => load(env).sessionSecret.toString(),
  INITIAL_ADMIN_PASSWORD_FILE: (env: Record<string, string>) => load(env).initialAdmin?.password,
  OIDC_CLIENT_SECRET_FILE: (env: Record<string, string>) => load(env).oidc?.clientSecret,
  clientSecretFile: ({ clientSecretFile = "" }: Record<string, string>) =>
    loadList([{ ...connection, clientSecretFile }])?.clientSecret,
};
/** What has to be set beside each. */
const besides: Record<string, Record<string, string>> = {
  CITRIX_CLIENT_SECRET_FILE: citrix,
  INITIAL_ADMIN_PASSWORD_FILE: { INITIAL_ADMIN_USERNAME: "ada" },
  OIDC_CLIENT_SECRET_FILE: {
    OIDC_ISSUER: "https://login.example.com",
    OIDC_CLIENT_ID: "deck",
    OIDC_ROLE_CLAIM: "roles",
    OIDC_ADMIN_VALUES: "admins",
    OIDC_HELPDESK_VALUES: "helpdesk",
  },
};

describe.each(Object.entries(secretFiles))("the file of %s", (variable, read) => {
  const readFrom = (content: string | Buffer) => {
    const path = join(folder, "some-secret");
    writeFileSync(path, content);
    return read({ ...besides[variable], [variable]: path });
  };

  test.each(Object.entries(bytesOf))("may be written with %s", (_name, bytes) => {
    expect(readFrom(bytes)).toBe(spelled);
  });

  test.each([
    { name: "empty", content: " \r\n", says: "which is empty" },
    { name: "a mark alone", content: "\ufeff\n", says: "which is empty" },
    { name: "binary", content: Buffer.from([0x73, 0xff, 0x00, 0x9d]), says: "which is no text" },
    { name: "UTF-16 without a mark", content: Buffer.from("hunter2hunter2", "utf16le"), says: "which is no text" },
    { name: "of several lines", content: "hunter2hunter2\r\nhunter2hunter2", says: "holds several lines" },
    { name: "with an invisible character", content: "hunter2\u200bhunter2", says: "(U+200B)" },
  ])("that is $name is refused in one line that names it", ({ content, says }) => {
    const attempt = () => readFrom(content);
    expect(attempt).toThrow(ConfigError);
    expect(attempt).toThrow(variable);
    expect(attempt).toThrow("some-secret");
    expect(attempt).toThrow(says);
    expect(attempt).not.toThrow("\n");
    expect(attempt).not.toThrow("hunter2");
  });
});

test("a secret in a variable is cleaned and checked like one in a file", () => {
  expect(load({ ...citrix, CITRIX_CLIENT_SECRET: "\ufeffvery-secret\r" }).connections[0]?.clientSecret).toBe(
    "very-secret",
  );
  expect(() => load({ ...citrix, CITRIX_CLIENT_SECRET: "hunter2\u00ad!" })).toThrow(/^CITRIX_CLIENT_SECRET .*U\+00AD/);
});

test.each(Object.entries({ "a UTF-8 mark": "utf8", "UTF-16": "utf16le" } as const))(
  "CONNECTIONS_FILE may be written with %s and Windows' line ends",
  (_name, encoding) => {
    const list = [{ ...connection, clientId: " c ", clientSecret: "alpha\r\n" }];
    const text = `\ufeff${JSON.stringify(list, null, 2)}\n`.replaceAll("\n", "\r\n");
    const path = join(folder, "marked.json");
    writeFileSync(path, Buffer.from(text, encoding));
    expect(load({ CONNECTIONS_FILE: path }).connections).toMatchObject([{ clientId: "c", clientSecret: "alpha" }]);
  },
);
