import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { Session, SetUp } from "@catalog-deck/contract";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import type { Transaction } from "kysely";
import type { AuditLog } from "../../audit/audit-log.ts";
import type { Config } from "../../config/config.ts";
import { HttpProblem } from "../../http/http-problem.ts";
import type { Clock } from "../../lib/clock.ts";
import { hasNoAccounts, lockAccounts, replaceSetUpLink } from "../../store/accounts.ts";
import type { Store } from "../../store/database.ts";
import type { Tables } from "../../store/tables.ts";
import { standingAuthority } from "../authority.ts";
import { originOf } from "../requester.ts";
import { signInWithAccount } from "../sign-in/sign-in.ts";
import type { SignInThrottle } from "../sign-in/throttle.ts";
import type { AccountAdministration } from "./administration.ts";

const validMs = 24 * 60 * 60_000;

/**
 * Makes the token of a link by which the first account can be made, while there is none: valid for 24 hours, until it
 * has been used, and until the next start, here or of another instance, makes a new one. Only its hash is kept.
 * Undefined when there is an account, or when none is `needed`; then no link is valid any more.
 */
export async function offerSetUp(store: Store, clock: Clock, needed: boolean): Promise<string | undefined> {
  const token = randomBytes(32).toString("base64url");
  const expiresAt = new Date(clock.now().getTime() + validMs).toISOString();
  return store.transaction().execute(async (trx) => {
    await lockAccounts(trx);
    const isOpen = needed && (await hasNoAccounts(trx));
    await replaceSetUpLink(trx, isOpen ? { tokenHash: hashOf(token), expiresAt } : null);
    return isOpen ? token : undefined;
  });
}

export interface SetUpRouteOptions {
  config: Config;
  store: Store;
  clock: Clock;
  audit: AuditLog;
  throttle: SignInThrottle;
  administration: AccountAdministration;
}

/** Makes the first account, an admin, by the link of the start, and signs its owner in. */
export async function setUpRoute(app: FastifyInstance, options: SetUpRouteOptions): Promise<void> {
  const { clock, audit, throttle, administration } = options;
  app
    .withTypeProvider<ZodTypeProvider>()
    .post(
      "/set-up",
      { config: { access: "anyone" }, schema: { body: SetUp, response: { 200: Session } } },
      async (request) => {
        const { token, ...person } = request.body;
        const refuse = (reason: string) =>
          audit.append({
            kind: "sign-in-refused",
            ...originOf(request),
            details: { username: person.username, reason },
          });
        const attempt = await throttle.demand(request.ip, undefined, () => refuse("too-many-attempts"));
        const demandLink = async (trx: Transaction<Tables>, link: { tokenHash: string; expiresAt: string } | null) => {
          const isValid = link !== null && sameHash(link.tokenHash, token) && new Date(link.expiresAt) > clock.now();
          if (!isValid || !(await hasNoAccounts(trx))) throw invalidLink();
          await replaceSetUpLink(trx, null);
        };
        try {
          const by = { ...originOf(request), details: { by: "set-up link" }, authority: standingAuthority };
          const account = await administration.create({ ...person, role: "admin" }, by, demandLink);
          await attempt.succeeded();
          return await signInWithAccount(request, account, options);
        } catch (error) {
          if (error instanceof HttpProblem && error.code === "set-up-link-invalid") await refuse("set-up-link");
          else if (error instanceof HttpProblem && error.status === 400) await attempt.succeeded();
          throw error;
        }
      },
    );
}

function invalidLink(): HttpProblem {
  return new HttpProblem(403, "set-up-link-invalid", "set-up-link-invalid");
}

function hashOf(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

function sameHash(hash: string, token: string): boolean {
  return timingSafeEqual(Buffer.from(hash), Buffer.from(hashOf(token)));
}
