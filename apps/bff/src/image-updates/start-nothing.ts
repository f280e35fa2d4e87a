import { Identifier, StartNothing, StartNothingChange } from "@catalog-deck/contract";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { AuditLog } from "../audit/audit-log.ts";
import { tagAndMatch } from "../http/entity-tag.ts";
import { HttpProblem } from "../http/http-problem.ts";
import { authorityOf, demandAuthority } from "../identity/authority.ts";
import { requesterOf } from "../identity/requester.ts";
import type { Clock } from "../lib/clock.ts";
import type { Store } from "../store/database.ts";
import type { Database } from "../store/image-updates.ts";
import {
  deleteStoppedStarts,
  findStoppedStarts,
  putStoppedStarts,
  type StoppedStarts,
} from "../store/start-nothing.ts";

/**
 * Throws 409 `starts-stopped` while "Start nothing" is on for a connection. In a transaction to be called after its audit
 * entry was appended: writers of the log come one after the other, so that whoever switched it on is seen here or later.
 */
export async function demandStartsAllowed(db: Database, connectionId: string): Promise<void> {
  const stopped = await findStoppedStarts(db, connectionId);
  if (stopped === undefined) return;
  const params = { name: stopped.by_name, reason: stopped.reason };
  throw new HttpProblem(409, "starts-stopped", { code: "starts-are-stopped", params });
}

export function startNothingOf(row: StoppedStarts | undefined): StartNothing {
  if (row === undefined) return { stopped: null };
  return { stopped: { reason: row.reason, by: { id: row.by_id, displayName: row.by_name }, since: row.since } };
}

/** "Start nothing": one switch per connection. What runs goes on; nothing else begins while it is on. */
export async function startNothingRoutes(
  app: FastifyInstance,
  { store, clock, audit }: { store: Store; clock: Clock; audit: AuditLog },
): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const url = "/start-nothing";
  const params = z.object({ connectionId: Identifier });

  routes.get(
    url,
    {
      config: { access: "viewer" },
      schema: {
        params,
        response: { 200: StartNothing, 304: z.undefined().describe("nothing has changed since the browser's answer") },
      },
    },
    async (request, reply) => {
      const now = startNothingOf(await findStoppedStarts(store, request.connection.id));
      return tagAndMatch(request, reply, now) ? reply.code(304).send() : reply.send(now);
    },
  );

  routes.put(
    url,
    { config: { access: "admin" }, schema: { params, body: StartNothingChange, response: { 200: StartNothing } } },
    async (request) => {
      const { connection, body, person } = request;
      const { on, reason = "" } = body;
      const row = {
        connection_id: connection.id,
        reason,
        by_id: person.id,
        by_name: person.displayName,
        since: clock.now().toISOString(),
      };
      await store.transaction().execute(async (trx) => {
        if (on) await putStoppedStarts(trx, row);
        else await deleteStoppedStarts(trx, connection.id);
        const entry = {
          kind: on ? ("starts-stopped" as const) : ("starts-allowed" as const),
          ...requesterOf(request),
          connectionId: connection.id,
          details: { reason },
        };
        await audit.append(entry, trx);
        await demandAuthority(authorityOf(person, clock), trx, "authority-lost-unchanged");
      });
      connection.catalogs.updatesChanged();
      return startNothingOf(on ? row : undefined);
    },
  );
}
