import { createHash } from "node:crypto";
import type { SignInCause, SignInProblem } from "@catalog-deck/contract";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { AuditLog } from "../../audit/audit-log.ts";
import type { Config } from "../../config/config.ts";
import type { OidcConfig } from "../../config/oidc.ts";
import { HttpProblem } from "../../http/http-problem.ts";
import type { Clock } from "../../lib/clock.ts";
import type { Store } from "../../store/database.ts";
import { noteProviderSignIn } from "../../store/provider-sign-ins.ts";
import { deleteSession } from "../../store/sessions.ts";
import { markUsed } from "../../store/used-tokens.ts";
import { originOf } from "../requester.ts";
import { establishSession, sessionCookie } from "../sessions/sessions.ts";
import type { SignInThrottle } from "../sign-in/throttle.ts";
import { displayNameOf, personIdOf, roleOf } from "./claims.ts";
import { localPath } from "./local-path.ts";
import type { IdentityProvider, SignInResult } from "./provider.ts";
import { reasonOf } from "./reasons.ts";
import { type SignInTransaction, SignInTransactions } from "./transactions.ts";

/** An ID token that is longer is not kept: as a part of an address it would be too much for many servers. */
const longestIdToken = 6_000;
const tooManyGroupsForLog =
  "the identity provider left a claim with too many groups out of the ID token: assign app roles instead and name their claim in OIDC_ROLE_CLAIM";
const emailUnverifiedForLog = "the identity provider has not verified the e-mail address that would decide the role";
/** Twice the life of a sign-in, so that no clock makes a used one look new. */
const rememberedMs = 20 * 60_000;

/** What the routes of the identity provider work with. */
export interface OidcContext {
  config: Config;
  oidc: OidcConfig;
  provider: IdentityProvider;
  store: Store;
  clock: Clock;
  audit: AuditLog;
  throttle: SignInThrottle;
}

/** Sign-in by the identity provider: the way there and the way back. Both end in a redirect, whatever happens. */
export class OidcSignIn {
  readonly #context: OidcContext;
  readonly #transactions: SignInTransactions;
  readonly #cookieName: string;

  constructor(context: OidcContext) {
    this.#context = context;
    this.#transactions = new SignInTransactions(context.config, context.clock);
    this.#cookieName = sessionCookie(context.config).name;
  }

  /** Sends the browser to the provider, with a cookie by which it is known when it returns. */
  async start(
    request: FastifyRequest,
    reply: FastifyReply,
    query: { returnTo?: string | undefined; another: boolean },
  ): Promise<FastifyReply> {
    const returnTo = localPath(query.returnTo);
    try {
      const { address, secrets } = await this.#context.provider.begin({ another: query.another });
      const cookie = this.#transactions.add(request.cookies[this.#transactions.cookieName], {
        ...secrets,
        ...(returnTo === undefined ? {} : { returnTo }),
        ...(request.session.read === undefined ? {} : { replaces: request.session.read.idHash }),
      });
      return reply.setCookie(this.#transactions.cookieName, ...cookie).redirect(address, 303);
    } catch (error) {
      const { cause, forLog } = reasonOf(error);
      request.log.error(forLog, "sign-in at the identity provider cannot start");
      return reply.redirect(signInPage({ problem: "provider-unreachable", cause }, returnTo), 303);
    }
  }

  /** Takes the browser back from the provider: a session and the page that was asked for, or the sign-in page. */
  async finish(request: FastifyRequest, reply: FastifyReply, state: string | undefined): Promise<FastifyReply> {
    const { cookieName } = this.#transactions;
    const [transaction, cookie] = this.#transactions.take(request.cookies[cookieName], state);
    if (transaction === undefined) return reply.redirect(signInPage({ problem: "expired" }, undefined), 303);
    reply.setCookie(cookieName, ...cookie);
    const failure = await this.#signInOnce(request, transaction);
    if (failure !== undefined) return reply.redirect(signInPage(failure, transaction.returnTo), 303);
    return reply.redirect(transaction.returnTo ?? "/", 303);
  }

  async #signInOnce(request: FastifyRequest, transaction: SignInTransaction): Promise<SignInFailure | undefined> {
    try {
      return (await this.#isFirstReturn(transaction))
        ? await this.#signIn(request, transaction)
        : { problem: "expired" };
    } catch (error) {
      // A person in a browser waits for a page, not for a problem as JSON.
      request.log.error({ err: error instanceof HttpProblem ? error.cause : error }, "nobody can be signed in");
      return { problem: "unavailable" };
    }
  }

  /** A copy of the cookie and the address must not begin a second session, at any instance. */
  async #isFirstReturn({ state }: SignInTransaction): Promise<boolean> {
    const { store, clock } = this.#context;
    const until = new Date(clock.now().getTime() + rememberedMs);
    return markUsed(store, createHash("sha256").update(`sign-in ${state}`).digest("hex"), until.toISOString());
  }

  /** Begins the session; or gives what speaks against it. */
  async #signIn(request: FastifyRequest, transaction: SignInTransaction): Promise<SignInFailure | undefined> {
    let result: SignInResult;
    try {
      const query = request.url.split("?").slice(1).join("?");
      result = await this.#context.provider.finish(query, transaction);
    } catch (error) {
      return this.#refuse(request, error);
    }
    const { oidc, audit, store, clock } = this.#context;
    const { claims, roleValues, tooManyGroups, emailUnverified, idToken } = result;
    const role = roleOf(roleValues ?? [], oidc);
    const person = { id: personIdOf(claims.iss, claims.sub), displayName: displayNameOf(claims) };
    if (role === undefined) {
      const reason = tooManyGroups ? "too-many-groups" : "no-role";
      const details = { method: "oidc", reason, roleClaim: roleValues === undefined ? "absent" : "no match" };
      await noteProviderSignIn(store, person.id, null, clock.now().toISOString());
      if (tooManyGroups) request.log.warn({ roleClaim: oidc.roleClaim }, tooManyGroupsForLog);
      if (emailUnverified) request.log.warn({ roleClaim: oidc.roleClaim }, emailUnverifiedForLog);
      await audit.append({ kind: "sign-in-refused", actor: person, ...originOf(request), details });
      return { problem: reason };
    }
    const actor = { ...person, role };
    await noteProviderSignIn(store, person.id, role, clock.now().toISOString());
    await audit.append({ kind: "signed-in", actor, ...originOf(request), details: { method: "oidc" } });
    await establishSession(request, this.#cookieName, {
      personId: person.id,
      displayName: person.displayName,
      role,
      method: "oidc",
      ...(typeof claims.sid === "string" && claims.sid !== "" ? { providerSession: claims.sid } : {}),
      ...(idToken.length <= longestIdToken ? { idToken } : {}),
    });
    if (transaction.replaces !== undefined) await deleteSession(store, transaction.replaces);
    return undefined;
  }

  async #refuse(request: FastifyRequest, error: unknown): Promise<SignInFailure> {
    const { problem, cause, forLog } = reasonOf(error);
    if (problem === "cancelled") return { problem };
    request.log.warn(forLog, "sign-in at the identity provider failed");
    if (problem === "refused") await this.#auditRefusal(request);
    return { problem, cause };
  }

  /** Whoever sends made-up codes must not fill the audit log: they count as wrong passwords of their address do. */
  async #auditRefusal(request: FastifyRequest): Promise<void> {
    const { audit, throttle } = this.#context;
    const attempt = await throttle.begin(request.ip);
    if ("waitMs" in attempt && !attempt.isNews) return;
    const reason = "waitMs" in attempt ? "too-many-attempts" : "provider-answer-refused";
    await audit.append({ kind: "sign-in-refused", ...originOf(request), details: { method: "oidc", reason } });
  }
}

/** For a request that was refused because the server has too much to do: a browser would show the refusal as it came. */
export function sendBackWhenBusy(error: Error, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (!request.wasShed) throw error;
  const { returnTo } = request.query as { returnTo?: unknown };
  const next = typeof returnTo === "string" ? localPath(returnTo) : undefined;
  return reply.redirect(signInPage({ problem: "overloaded" }, next), 303);
}

interface SignInFailure {
  problem: SignInProblem;
  cause?: SignInCause | undefined;
}

/** The sign-in page in the state that a problem has, going on to the page that was asked for. */
function signInPage({ problem, cause }: SignInFailure, next: string | undefined): string {
  const query = { problem, ...(cause === undefined ? {} : { cause }), ...(next === undefined ? {} : { next }) };
  return `/sign-in?${new URLSearchParams(query)}`;
}
