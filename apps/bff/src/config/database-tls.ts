import { ConfigError, whatItHolds } from "./values.ts";

/** What pg does today with these words; libpq does less, and so may pg's next version. */
const takenAsFull = ["prefer", "require", "verify-ca"];
const modes = ["disable", "no-verify", "verify-full", ...takenAsFull];

/**
 * How the way to PostgreSQL is secured, by the `sslmode` of its address. One that libpq would not or only half verify is
 * spelled out as `verify-full`, with a line that says so. Throws a ConfigError for a word that nobody knows, which pg would
 * take for `verify-full` in silence.
 */
export function tlsOfDatabase(address: string): { address: string; notice?: string } {
  const url = new URL(address);
  for (const name of ["sslmode", "ssl", "uselibpqcompat"]) {
    if (url.searchParams.getAll(name).length > 1) {
      throw new ConfigError("DATABASE_URL", `holds ${name} more than once`, "hold it once");
    }
  }
  const mode = url.searchParams.get("sslmode");
  const ssl = url.searchParams.get("ssl");
  if (ssl !== null && !["true", "1", "0"].includes(ssl)) {
    throw new ConfigError("DATABASE_URL", `${whatItHolds(ssl)} as ssl`, "say how with sslmode instead");
  }
  if (mode === null) return { address };
  if (!modes.includes(mode)) {
    throw new ConfigError("DATABASE_URL", `${whatItHolds(mode)} as sslmode`, `hold one of ${modes.join(", ")}`);
  }
  if (!takenAsFull.includes(mode)) return { address };
  if (url.searchParams.get("uselibpqcompat") === "true") {
    const verified = mode === "verify-ca" ? "for its authority alone, not for its name" : "not verified";
    return {
      address,
      notice: `DATABASE_URL holds sslmode=${mode} with uselibpqcompat: the database's certificate is ${verified}.`,
    };
  }
  return {
    address: address.replace(/([?&]sslmode=)[^&#]*/, "$1verify-full"),
    notice: `DATABASE_URL holds sslmode=${mode}: the database's certificate is verified in full, its name included, as with verify-full.`,
  };
}
