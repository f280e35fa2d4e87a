import { CitrixId, Identifier, type Role, type SignInMethod, userActiveHeader } from "@catalog-deck/contract";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { AuditLog, NewAuditEntry } from "../audit/audit-log.ts";
import { HttpProblem, storageUnavailable } from "../http/http-problem.ts";
import type { Clock } from "../lib/clock.ts";
import { equalSecrets } from "../lib/equal-secrets.ts";
import type { Store } from "../store/database.ts";
import { authorityOf, demandAuthority } from "./authority.ts";
import { comesFromOwnPages } from "./same-site.ts";
import type { ReadSession } from "./sessions/read-session.ts";
import { type DatabaseSessionStore, sessionEnd } from "./sessions/session-store.ts";

export interface Person {
  id: string;
  displayName: string;
  /** Of a local account. */
  username: string | undefined;
  role: Role;
  /** A screen on the wall: it may read what the wallboard shows, and nothing else. */
  display: boolean;
  method: SignInMethod;
  /** The session's hashed id: fit for logs, of no use as a cookie. */
  sessionId: string;
  csrfToken: string;
  sessionEndsAt: Date;
}

declare module "fastify" {
  interface FastifyContextConfig {
    /** A reading route that also answers while the database is away, to people whose session was read just before. */
    withoutStorage?: boolean;
    /** What the wallboard reads: of all routes behind sign-in only these answer a screen on the wall. */
    onDisplays?: boolean;
  }
  interface FastifyRequest {
    /** Set on every route but those for anyone; there it may be null. */
    person: Person;
  }
}

const looking = ({ method }: FastifyRequest) => method === "GET" || method === "HEAD";
const changing = (request: FastifyRequest) => !["GET", "HEAD", "OPTIONS"].includes(request.method);

/**
 * Checks every request before its body is read: 401 without a session, 403 for a role that may not, then 403 for a
 * changing request that is not our own page's. A screen on the wall gets 403 for all but what the wallboard reads. What a signed-in person is refused is written to the audit log. 503 while
 * the database is away, except for routes that can do without it.
 */
export function guardRoutes(
  app: FastifyInstance,
  {
    sessions,
    audit,
    store,
    clock,
    publicUrl,
  }: { sessions: DatabaseSessionStore; audit: AuditLog; store: Store; clock: Clock; publicUrl: URL },
): void {
  app.addHook("onRequest", async (request) => {
    const access = request.routeOptions.config.access;
    if (access === undefined || access === "anyone") {
      if (access !== undefined && changing(request) && !comesFromOwnPages(request.headers, publicUrl))
        throw foreignPage();
      return;
    }
    // Memory is good enough for looking.
    if (!looking(request)) await sessions.readAgain(request.session);
    const { read: session, storageAway = false } = request.session;
    if (storageAway && (session === undefined || request.routeOptions.config.withoutStorage !== true))
      throw storageUnavailable();
    if (session === undefined) throw new HttpProblem(401, "not-signed-in", "not-signed-in");
    const person = personOf(session);
    request.person = person;
    if (person.display && (changing(request) || request.routeOptions.config.onDisplays !== true)) {
      if (changing(request)) await auditRefusal(audit, request, "display");
      throw new HttpProblem(403, "forbidden", "display-only");
    }
    if (access === "admin" && person.role !== "admin") {
      await auditRefusal(audit, request, "role");
      throw new HttpProblem(403, "forbidden", "role-forbids");
    }
    if (changing(request)) {
      if (!comesFromOwnPages(request.headers, publicUrl)) {
        await auditRefusal(audit, request, "foreign-page");
        throw foreignPage();
      }
      if (!tokenFits(request.headers["x-csrf-token"], person.csrfToken)) {
        await auditRefusal(audit, request, "csrf-token");
        throw new HttpProblem(403, "csrf-token-invalid", "csrf-token-differs");
      }
    }
    if (!storageAway && (changing(request) || request.headers[userActiveHeader] !== undefined)) {
      person.sessionEndsAt = await sessions.use(session);
    }
  });
  // The body may have come long after the head; work that takes its time asks once more in the transaction of its act.
  app.addHook("preHandler", (request, _reply, done) => {
    if (request.person === null || request.body === undefined || !changing(request)) return done();
    demandAuthority(authorityOf(request.person, clock), store).then(() => done(), done);
  });
  app.addHook("onError", async (request, _reply, error) => {
    if (error instanceof HttpProblem && error.code === "authority-lost")
      await auditRefusal(audit, request, "authority-lost");
  });
}

function foreignPage(): HttpProblem {
  return new HttpProblem(403, "csrf-token-invalid", "other-site");
}

function personOf({ idHash, signedIn, times }: ReadSession): Person {
  return {
    id: signedIn.personId,
    displayName: signedIn.displayName,
    username: signedIn.username,
    role: signedIn.role,
    display: times.display,
    method: signedIn.method,
    sessionId: idHash,
    csrfToken: signedIn.csrfToken,
    sessionEndsAt: sessionEnd(times),
  };
}

function tokenFits(given: string | string[] | undefined, token: string): boolean {
  return typeof given === "string" && equalSecrets(given, token);
}

/** A refusal stands even when it cannot be written down; that is reported in the server's log. */
async function auditRefusal(audit: AuditLog, request: FastifyRequest, reason: string): Promise<void> {
  const { id, displayName, role } = request.person;
  const params = (request.params ?? {}) as { connectionId?: string; catalogId?: string };
  // Nothing has checked the address yet: what is no identifier is not kept.
  const connectionId = Identifier.safeParse(params.connectionId).data;
  const catalogId = CitrixId.safeParse(params.catalogId).data;
  const entry: NewAuditEntry = {
    kind: "refused",
    actor: { id, displayName, role },
    address: request.ip,
    requestId: request.id,
    ...(connectionId === undefined ? {} : { connectionId }),
    ...(catalogId === undefined ? {} : { catalogId }),
    details: { reason, method: request.method, route: request.routeOptions.url ?? "" },
  };
  await audit
    .append(entry)
    .catch((error: Error) =>
      request.log.error({ err: error.cause }, "a refusal could not be written to the audit log"),
    );
}
