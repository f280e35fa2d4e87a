import { OwnSessionList, PasswordChange, SessionId, SignInMethod } from "@catalog-deck/contract";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { AuditLog, NewAuditEntry } from "../../audit/audit-log.ts";
import type { Config } from "../../config/config.ts";
import { HttpProblem } from "../../http/http-problem.ts";
import type { Clock } from "../../lib/clock.ts";
import { accountById } from "../../store/accounts.ts";
import type { Store } from "../../store/database.ts";
import { endSessions, listSessionsOf } from "../../store/sessions.ts";
import type { AccountAdministration } from "../accounts/administration.ts";
import { passwordFits } from "../accounts/passwords.ts";
import { authorityOf } from "../authority.ts";
import { requesterOf } from "../requester.ts";
import { browserOf } from "../sessions/browser-words.ts";
import { sessionCookie } from "../sessions/sessions.ts";
import type { SignInThrottle } from "../sign-in/throttle.ts";

export interface OwnRoutesOptions {
  config: Config;
  store: Store;
  clock: Clock;
  audit: AuditLog;
  throttle: SignInThrottle;
  administration: AccountAdministration;
}

/** What everyone may do with their own sign-in: see and end their sessions, change their password. */
export async function ownRoutes(app: FastifyInstance, options: OwnRoutesOptions): Promise<void> {
  const { config, store, clock, audit, throttle, administration } = options;
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const cookie = sessionCookie(config);
  const none = z.undefined().describe("done");

  routes.get(
    "/sessions",
    { config: { access: "viewer" }, schema: { response: { 200: OwnSessionList } } },
    async ({ person }) => {
      const rows = await listSessionsOf(store, person.id, clock.now().toISOString());
      return {
        items: rows.map((row) => ({
          id: row.id_hash,
          current: row.id_hash === person.sessionId,
          method: SignInMethod.parse(row.method),
          createdAt: row.created_at,
          lastUsedAt: row.last_used_at,
          address: row.address,
          ...browserOf(row.user_agent),
        })),
      };
    },
  );

  routes.delete(
    "/sessions",
    {
      config: { access: "viewer" },
      schema: { response: { 204: none.describe("signed out everywhere, this session included") } },
    },
    async (request, reply) => {
      await store.transaction().execute(async (trx) => {
        const count = await endSessions(trx, { personId: request.person.id });
        await audit.append(sessionsEnded(request, count), trx);
      });
      await request.session.destroy();
      return reply.clearCookie(cookie.name, cookie.options).code(204).send();
    },
  );

  routes.delete(
    "/sessions/:sessionId",
    {
      config: { access: "viewer" },
      schema: {
        params: z.object({ sessionId: SessionId }),
        response: { 204: none.describe("that session has ended") },
      },
    },
    async (request, reply) => {
      const { sessionId } = request.params;
      const current = sessionId === request.person.sessionId;
      await store.transaction().execute(async (trx) => {
        const count = await endSessions(trx, { personId: request.person.id, idHash: sessionId });
        if (count === 0) throw new HttpProblem(404, "not-found", "session-unknown");
        await audit.append(sessionsEnded(request, count), trx);
      });
      if (current) {
        await request.session.destroy();
        reply.clearCookie(cookie.name, cookie.options);
      }
      return reply.code(204).send();
    },
  );

  routes.put(
    "/session/password",
    { config: { access: "viewer" }, schema: { body: PasswordChange, response: { 204: none } } },
    async (request, reply) => {
      const by = requesterOf(request);
      const { person } = request;
      const refuse = (reason: string) =>
        audit.append({
          kind: "refused",
          ...by,
          details: { reason, method: request.method, route: "/api/session/password" },
        });
      const account = person.method === "password" ? await accountById(store, person.id) : undefined;
      if (account === undefined) {
        throw new HttpProblem(403, "forbidden", "password-at-provider");
      }
      const attempt = await throttle.demand(request.ip, account.username_key, () => refuse("too-many-attempts"));
      if (!(await passwordFits(account.password_hash, request.body.currentPassword))) {
        await refuse("wrong-credentials");
        throw new HttpProblem(403, "wrong-credentials", "password-wrong");
      }
      await attempt.succeeded();
      await administration.changeOwnPassword(account, request.body.newPassword, person.sessionId, {
        ...by,
        authority: authorityOf(person, clock),
      });
      return reply.code(204).send();
    },
  );
}

function sessionsEnded(request: FastifyRequest, count: number): NewAuditEntry {
  const { id, displayName, role } = request.person;
  return { kind: "sessions-ended", ...requesterOf(request), details: { account: { id, displayName, role }, count } };
}
