import { hash, verify } from "@node-rs/argon2";
import { inTurn } from "./password-work.ts";

/** OWASP's first choice for Argon2id: 19 MiB, 2 passes, 1 lane (the library's default algorithm is Argon2id). */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** A password as the accounts table keeps it. */
export async function hashPassword(password: string): Promise<string> {
  return inTurn(() => hash(password.normalize("NFKC"), cost));
}

let decoy: Promise<string> | undefined;

/**
 * Whether the password belongs to the hash. Without a hash (no such account) the same work is done and the answer is
 * no: how long a refusal takes tells nobody which accounts exist.
 */
export async function passwordFits(passwordHash: string | undefined, password: string): Promise<boolean> {
  decoy ??= hash("no account has this password", cost);
  const known = passwordHash ?? (await decoy);
  const fits = await inTurn(() => verify(known, password.normalize("NFKC")));
  return fits && passwordHash !== undefined;
}
