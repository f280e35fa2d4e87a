import { dirname, isAbsolute, join } from "node:path";
import { Identifier, Role } from "@catalog-deck/contract";
import { z } from "zod";
import {
  ConfigError,
  cleanSecret,
  type Environment,
  parseHttpAddress,
  readFile,
  readSecret,
  readSecretFile,
  readText,
  secretSource,
  whatItHolds,
} from "./values.ts";

/** Who sees a connection, as CONNECTIONS_FILE says it: everyone of these roles, and these people besides. */
export const VisibleTo = z
  .strictObject({
    roles: z.array(Role).min(1).optional(),
    people: z.array(z.string().min(1)).min(1).optional().describe("user names of local accounts, or people's ids"),
  })
  .refine(({ roles, people }) => roles !== undefined || people !== undefined, "must name roles or people");
export type VisibleTo = z.infer<typeof VisibleTo>;

/** One Citrix customer with its site and API client. */
export interface ConnectionConfig {
  id: string;
  name: string;
  apiBaseUrl: string;
  customerId: string;
  /** Else the first site that the service lists. */
  siteId?: string;
  clientId: string;
  clientSecret: string;
  /** Absent: everyone sees it. */
  visibleTo?: VisibleTo;
}

const citrixVariables = [
  "CITRIX_API_BASE_URL",
  "CITRIX_CUSTOMER_ID",
  "CITRIX_CLIENT_ID",
  "CITRIX_CLIENT_SECRET",
] as const;

const meanings: Record<(typeof citrixVariables)[number], string> = {
  CITRIX_API_BASE_URL: "be Citrix Cloud's address, such as https://api.cloud.com",
  CITRIX_CUSTOMER_ID: "be the customer's id in Citrix Cloud",
  CITRIX_CLIENT_ID: "be the id of an API client",
  CITRIX_CLIENT_SECRET: "be the secret of that API client (or CITRIX_CLIENT_SECRET_FILE)",
};

/** The connections: from CONNECTIONS_FILE, or the one of the CITRIX_ variables, or none (the demo). */
export function readConnections(env: Environment): ConnectionConfig[] {
  const set = [...citrixVariables, "CITRIX_SITE_ID", "CITRIX_CLIENT_SECRET_FILE"].filter(
    (name) => readText(env, name) !== undefined,
  );
  const file = readText(env, "CONNECTIONS_FILE");
  if (file !== undefined) {
    if (set.length > 0)
      throw new ConfigError("CONNECTIONS_FILE", `is set together with ${set[0]}`, "be the only one of the two");
    return readConnectionsFile(file);
  }
  return set.length === 0 ? [] : [readDefaultConnection(env)];
}

function readDefaultConnection(env: Environment): ConnectionConfig {
  const missing = citrixVariables.find(
    (name) =>
      secretSource(env, name) === undefined || (name !== "CITRIX_CLIENT_SECRET" && readText(env, name) === undefined),
  );
  if (missing !== undefined)
    throw new ConfigError(missing, "is not set, though other CITRIX_ variables are", meanings[missing]);
  const required = (name: (typeof citrixVariables)[number]) => readText(env, name) ?? "";
  const customerId = pathWord("CITRIX_CUSTOMER_ID", required("CITRIX_CUSTOMER_ID"));
  const siteId = readText(env, "CITRIX_SITE_ID");
  return {
    id: "default",
    name: customerId,
    apiBaseUrl: apiAddress("CITRIX_API_BASE_URL", required("CITRIX_API_BASE_URL")),
    customerId,
    ...(siteId === undefined ? {} : { siteId: pathWord("CITRIX_SITE_ID", siteId) }),
    clientId: required("CITRIX_CLIENT_ID"),
    clientSecret: readSecret(env, "CITRIX_CLIENT_SECRET") ?? "",
  };
}

/** Customer and site ids become part of Citrix's addresses. */
function pathWord(variable: string, text: string): string {
  if (!Identifier.safeParse(text).success) {
    throw new ConfigError(variable, whatItHolds(text), "be an id: letters, digits and . _ ~ : - (128 at most)");
  }
  return text;
}

function apiAddress(variable: string, text: string): string {
  return parseHttpAddress(variable, text).href.replace(/\/+$/, "");
}

const ConnectionsFile = z
  .array(
    z.strictObject({
      id: Identifier,
      name: z.string().trim().min(1).max(100),
      apiBaseUrl: z.string(),
      customerId: Identifier,
      siteId: Identifier.optional(),
      clientId: z.string().trim().min(1),
      clientSecret: z.string().trim().min(1).optional(),
      clientSecretFile: z.string().trim().min(1).optional(),
      visibleTo: VisibleTo.optional(),
    }),
  )
  .min(1);

function readConnectionsFile(file: string): ConnectionConfig[] {
  const variable = "CONNECTIONS_FILE";
  const should =
    "name a JSON list of connections {id, name, apiBaseUrl, customerId, siteId?, clientId, clientSecret | clientSecretFile, visibleTo?: {roles?, people?}}";
  const wrong = (what: string) => new ConfigError(variable, `names ${JSON.stringify(file)}, ${what}`, should);
  const parsed = ConnectionsFile.safeParse(parseJson(readFile(variable, file), wrong));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    // The path and the rule only: the value may be a secret.
    throw wrong(
      `where ${issue === undefined || issue.path.length === 0 ? "the list" : issue.path.join(".")} is not valid`,
    );
  }
  const ids = new Set<string>();
  return parsed.data.map(({ clientSecret, clientSecretFile, siteId, apiBaseUrl, visibleTo, ...rest }, index) => {
    if (ids.has(rest.id)) throw wrong(`where the id ${JSON.stringify(rest.id)} stands twice`);
    ids.add(rest.id);
    if ((clientSecret === undefined) === (clientSecretFile === undefined)) {
      throw wrong(`where ${index} has not just one of clientSecret and clientSecretFile`);
    }
    const secretFile =
      clientSecretFile === undefined || isAbsolute(clientSecretFile)
        ? clientSecretFile
        : join(dirname(file), clientSecretFile);
    return {
      ...rest,
      apiBaseUrl: apiAddress(`${variable} (${index}.apiBaseUrl)`, apiBaseUrl),
      ...(siteId === undefined ? {} : { siteId }),
      ...(visibleTo === undefined ? {} : { visibleTo }),
      clientSecret:
        secretFile === undefined
          ? cleanSecret(`${variable} (${index}.clientSecret)`, clientSecret ?? "")
          : readSecretFile(`${variable} (${index}.clientSecretFile)`, secretFile),
    };
  });
}

function parseJson(text: string, wrong: (what: string) => ConfigError): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw wrong("which is not JSON");
  }
}
