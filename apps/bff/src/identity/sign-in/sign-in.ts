import type { Account, Credentials, Role, Session } from "@catalog-deck/contract";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { AuditLog } from "../../audit/audit-log.ts";
import type { Config } from "../../config/config.ts";
import { HttpProblem } from "../../http/http-problem.ts";
import type { Clock } from "../../lib/clock.ts";
import { definedFields } from "../../lib/defined-fields.ts";
import { findAccount, usernameKey } from "../../store/accounts.ts";
import type { Store } from "../../store/database.ts";
import { accountFromRow } from "../accounts/administration.ts";
import { refuseWhilePasswordWorkIsFull } from "../accounts/password-work.ts";
import { passwordFits } from "../accounts/passwords.ts";
import { originOf } from "../requester.ts";
import { sessionEnd } from "../sessions/session-store.ts";
import { establishSession, sessionCookie } from "../sessions/sessions.ts";
import type { SignInThrottle } from "./throttle.ts";

/**
 * The account whose password was given. Throws 401, in the same words and after the same work whether there is no such
 * account, it is disabled or the password is wrong; 429 with `Retry-After` after too many wrong ones, right or wrong;
 * 503 with `Retry-After`, and no attempt counted, while too many others sign in.
 */
export async function accountOfCredentials(
  request: FastifyRequest,
  { username, password }: Credentials,
  { store, audit, throttle }: { store: Store; audit: AuditLog; throttle: SignInThrottle },
): Promise<Account> {
  const refuse = (reason: string, accountId?: string) =>
    audit.append({ kind: "sign-in-refused", ...originOf(request), details: { username, reason, accountId } });
  refuseWhilePasswordWorkIsFull();
  const attempt = await throttle.demand(request.ip, usernameKey(username), () => refuse("too-many-attempts"));
  const row = await findAccount(store, username);
  const fits = await passwordFits(row?.password_hash, password);
  if (row === undefined || !fits || row.disabled_at !== null) {
    await refuse(fits ? "account-disabled" : "wrong-credentials", row?.id);
    throw wrongCredentials();
  }
  await attempt.succeeded();
  return accountFromRow(row);
}

/**
 * Signs the owner of an account in, if it still is as it was when the password was checked; throws 401 otherwise. Gives
 * what the browser is told about the session.
 */
export async function signInWithAccount(
  request: FastifyRequest,
  account: Account,
  { config, clock, audit }: { config: Config; clock: Clock; audit: AuditLog },
): Promise<Session> {
  const { id, displayName, username, role, display = false, version } = account;
  const user = { id, displayName, role };
  await audit.append({ kind: "signed-in", actor: user, ...originOf(request), details: { method: "password" } });
  const shows = display ? { display } : {};
  const signedIn = {
    ...{ personId: id, displayName, username, role, ...shows },
    ...({ method: "password", accountVersion: version } as const),
  };
  const { csrfToken } = await establishSession(request, sessionCookie(config).name, signedIn);
  const now = clock.now();
  return {
    user: { ...user, username },
    method: "password",
    ...shows,
    csrfToken,
    connections: request.server.connections.listFor({ id, username, role }),
    demo: config.demo,
    ...clockNotice(request.server, role),
    expiresAt: sessionEnd({ createdAt: now, lastUsedAt: now, display }).toISOString(),
  };
}

/** What administrators are told of this server's clock, where there is something to tell. */
export function clockNotice(app: FastifyInstance, role: Role): Pick<Session, "clockOffBySeconds"> {
  return role === "admin" ? definedFields({ clockOffBySeconds: app.clockOffBySeconds() }) : {};
}

function wrongCredentials(): HttpProblem {
  return new HttpProblem(401, "wrong-credentials", "credentials-wrong");
}
