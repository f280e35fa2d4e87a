import { troubleOf } from "@catalog-deck/catalogservice";
import { connectionTroubleInWords } from "@catalog-deck/domain";
import { type Config, ConfigError } from "./config/config.ts";
import { OtherVersionError } from "./store/migrations.ts";
import { TransactionPoolingError } from "./store/postgres.ts";
import { isStorageTrouble, storageCause } from "./store/storage-trouble.ts";

type Words = readonly (readonly [RegExp, string])[];

/** By SQLSTATE or by the system's or Node's code. The messages themselves may quote a part of the address. */
const postgresFaults: Words = [
  [/^28/, "PostgreSQL refuses its user or password"],
  [/^3D000/, "PostgreSQL has no database of that name"],
  [/^(42501|25006)/, "its user may not make or change tables there"],
  [/^53300/, "PostgreSQL has no connection left"],
  [/^53100/, "the disk of the database is full"],
  [/^57P03/, "PostgreSQL is starting or ending"],
  [/^08P01/, "the server there refuses the connection"],
];

const sqliteFaults: Words = [
  [/^SQLITE_(NOTADB|CORRUPT)/, "whose database is damaged or no database"],
  [/^SQLITE_(BUSY|LOCKED)/, "whose database another program holds"],
  [/^(SQLITE_FULL|ENOSPC)/, "whose disk is full"],
  [/^(SQLITE_READONLY|EROFS|EACCES|EPERM)/, "which this user may not write"],
];

const wordsFor = (words: Words, code: string) => words.find(([codes]) => codes.test(code))?.[1];

/** An error of the database as the setting that names it; any other stays as it is. */
export function asStorageFailure(error: unknown, place: Pick<Config, "database" | "dataDir">): unknown {
  return isStorageTrouble(error) || error instanceof OtherVersionError ? storageFailure(error, place) : error;
}

/** What is wrong with the database, or with the folder that it is in, as the setting that names it. */
export function storageFailure(
  error: unknown,
  { database, dataDir }: Pick<Config, "database" | "dataDir">,
): ConfigError {
  if (error instanceof ConfigError) return error;
  const { code, message } = storageCause(error);
  const made = otherVersionOf(error);
  const said = code ?? message;
  if (database.kind === "postgres") {
    const address = "holds an address (not shown)";
    if (made !== undefined)
      return new ConfigError("DATABASE_URL", `${address} of a database that ${made.by}`, made.instead);
    if (error instanceof TransactionPoolingError)
      return new ConfigError(
        "DATABASE_URL",
        `${address} of a pooler in transaction mode`,
        "lead to one in session mode, or to PostgreSQL itself",
      );
    const why = wordsFor(postgresFaults, code ?? "") ?? connectionFailure(database.url, code);
    const holds = `${address} that cannot be used${why === undefined ? "" : `: ${why}`} (${said})`;
    return new ConfigError("DATABASE_URL", holds, "lead to a PostgreSQL database");
  }
  const folder = `holds ${JSON.stringify(dataDir)}`;
  if (made !== undefined) return new ConfigError("DATA_DIR", `${folder}, whose database ${made.by}`, made.instead);
  const why = wordsFor(sqliteFaults, code ?? "") ?? "whose database cannot be used";
  return new ConfigError(
    "DATA_DIR",
    `${folder}, ${why} (${said})`,
    "name a folder that can be written, with a whole database or none",
  );
}

/** Why there is no connection to the database, where its code says more than that there is none. */
function connectionFailure(databaseUrl: string, code: string | undefined): string | undefined {
  const trouble = troubleOf({ code }, new URL(databaseUrl).host);
  return trouble.reason === "failed" ? undefined : connectionTroubleInWords(trouble).replace(/\.$/, "");
}

/** First migrations of versions before the first release. */
const unreleasedSchemas = /^0001-(core|schema)$/;

/** Which other version has made a database, and what to do; undefined for any other error. */
export function otherVersionOf(error: unknown): { by: string; instead: string } | undefined {
  if (!(error instanceof OtherVersionError)) return undefined;
  if (error.version === "older") return older;
  return unreleasedSchemas.test(error.migration) ? unreleased : newer;
}

const newer = {
  by: "a newer version of Catalog Deck has changed",
  instead: "be used with that version, or be a copy from before",
};
const older = {
  by: "an older version of Catalog Deck has made",
  instead: "be upgraded first: start the server of this version",
};
const unreleased = {
  by: "a version from before the first release has made",
  instead: "lead to a new one: that schema is not upgraded",
};

/** The settings that name a host and a port to listen on. */
export interface SettingsOfListener {
  host: string;
  port: string;
}

const settingsOfServer: SettingsOfListener = { host: "HOST", port: "PORT" };
export const settingsOfMetrics: SettingsOfListener = { host: "METRICS_HOST", port: "METRICS_PORT" };

/** Why the port could not be opened, as the setting that is to blame; an error that says nothing of one stays as it is. */
export function listenFailure(
  error: unknown,
  { host, port }: { host: string; port: number },
  settings = settingsOfServer,
): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === "EADDRINUSE")
    return new ConfigError(settings.port, `holds ${port}, which another program uses on ${host}`, "be a free port");
  if (code === "EACCES")
    return new ConfigError(settings.port, `holds ${port}, which this user may not open`, "be a port of 1024 or more");
  if (/^(EADDRNOTAVAIL|ENOTFOUND|EAI_|EAFNOSUPPORT|EINVAL)/.test(code ?? "")) {
    const holds = `holds ${JSON.stringify(host)}, which is no address of this machine (${code})`;
    return new ConfigError(settings.host, holds, "be an address of this machine");
  }
  return error;
}
