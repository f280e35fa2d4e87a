import type { Problem, Role, SignInMethod } from "@catalog-deck/contract";
import { HttpProblem, type PlainProblemFactCode } from "../http/http-problem.ts";
import type { Clock } from "../lib/clock.ts";
import { accountById } from "../store/accounts.ts";
import type { Store } from "../store/database.ts";
import { wasAdminSince } from "../store/provider-sign-ins.ts";
import { findSession } from "../store/sessions.ts";

/** On whose strength something is done. Asked again at the moment of the act: rights may have gone since it was asked for. */
export interface Authority {
  /** Whether it still holds, by the database. Works in a transaction; rejects while the database is away. */
  stillHolds(db: Store): Promise<boolean>;
}

/** Who asks, and by which session (its hashed id). */
interface Asker {
  id: string;
  role: Role;
  method: SignInMethod;
  sessionId: string;
}

/** Of whoever runs a command on this machine, and of the set-up link, which is checked where it is used up. */
export const standingAuthority: Authority = { stillHolds: async () => true };

/**
 * A request's authority: its session, and the account that the session was made for as it was then. An identity
 * provider's person has no account here: their session carries the role, and ends with it.
 */
export function authorityOf(person: Asker, clock: Clock): Authority {
  return {
    async stillHolds(db) {
      const session = await findSession(db, person.sessionId, clock.now().toISOString());
      if (session?.person_id !== person.id) return false;
      if (person.method === "oidc") return true;
      const account = await accountById(db, person.id);
      return account !== undefined && account.disabled_at === null && account.role === person.role;
    },
  };
}

/** Who is responsible for work that goes on without them, and how they had signed in. */
export interface Responsible {
  id: string;
  displayName: string;
  method: SignInMethod;
}

/** How long an identity provider's word for an administrator holds without another sign-in. */
const providerWordMs = 7 * 24 * 60 * 60_000;

/**
 * Whether a person may still have updates started for them, signed in or not: a local account that is enabled and an
 * administrator's; or someone of the identity provider who was an administrator at their last sign-in, 7 days ago at the
 * most. Works in a transaction.
 */
export async function mayStillStart(db: Store, { id, method }: Responsible, now: Date): Promise<boolean> {
  if (method === "oidc") return await wasAdminSince(db, id, new Date(now.getTime() - providerWordMs).toISOString());
  const account = await accountById(db, id);
  return account !== undefined && account.disabled_at === null && account.role === "admin";
}

/** Whose rights have gone, and what has therefore not happened. */
type AuthorityLostCode = Extract<PlainProblemFactCode, `authority-lost${string}`>;

/**
 * Throws 403 `authority-lost` unless the authority still holds. In a transaction to be called after its audit entry was
 * appended: writers of the log come one after the other, so that what took the rights away is seen here or comes later.
 */
export async function demandAuthority(authority: Authority, db: Store, fact?: AuthorityLostCode): Promise<void> {
  if (!(await authority.stillHolds(db))) throw authorityLost(fact);
}

/** The answer to someone whose rights have gone while their request was worked on. */
export function authorityLost(fact: AuthorityLostCode = "authority-lost", extras: Partial<Problem> = {}): HttpProblem {
  return new HttpProblem(403, "authority-lost", fact, extras);
}
