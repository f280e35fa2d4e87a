import {
  CitrixId,
  Identifier,
  ImageUpdate,
  ImageUpdateDryRun,
  ImageUpdateList,
  ImageUpdatePeople,
  ImageUpdateQuery,
  ImageUpdateRequest,
  UpdateDecision,
  UpdateDurations,
  UpdateDurationsQuery,
} from "@catalog-deck/contract";
import { searchWords } from "@catalog-deck/domain";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { AuditLog } from "../audit/audit-log.ts";
import { HttpProblem } from "../http/http-problem.ts";
import { authorityOf } from "../identity/authority.ts";
import { requesterOf } from "../identity/requester.ts";
import type { Clock } from "../lib/clock.ts";
import { definedFields } from "../lib/defined-fields.ts";
import type { Store } from "../store/database.ts";
import {
  findRollBackOf,
  imageUpdateFromRow,
  listImageUpdates,
  peopleOfUpdates,
  timelineOf,
} from "../store/image-updates.ts";
import { cursorAfter, positionOfCursor } from "./cursor.ts";
import { decideImageUpdate } from "./decision.ts";
import { dryRunImageUpdate } from "./dry-run.ts";
import type { DurationReader } from "./durations.ts";
import { idempotencyKeyOf } from "./idempotency.ts";
import { updateSeenThrough } from "./other-site.ts";

export interface ImageUpdateRoutesOptions {
  store: Store;
  clock: Clock;
  audit: AuditLog;
  durations: DurationReader;
}

/** The image updates of a connection: starting, checking, deciding and reading them. */
export async function imageUpdateRoutes(
  app: FastifyInstance,
  { store, clock, audit, durations }: ImageUpdateRoutesOptions,
): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();

  routes.post(
    "/catalogs/:catalogId/image-updates",
    {
      config: { access: "admin" },
      preValidation: async (request) => {
        idempotencyKeyOf(request);
      },
      schema: {
        params: z.object({ connectionId: Identifier, catalogId: CitrixId }),
        body: ImageUpdateRequest,
        response: { 202: ImageUpdate },
      },
    },
    async (request, reply) => {
      const { connectionId, catalogId } = request.params;
      const answer = await app.imageUpdateStarter.start({
        connection: request.connection,
        catalogId,
        key: idempotencyKeyOf(request),
        body: request.body,
        authority: authorityOf(request.person, clock),
        ...requesterOf(request),
      });
      if (answer.kind === "refused") {
        throw new HttpProblem(answer.status, answer.code, answer.fact, answer.extras, answer.headers);
      }
      reply.header("location", `/api/connections/${connectionId}/image-updates/${answer.update.id}`);
      return reply.code(202).send(answer.update);
    },
  );

  routes.post(
    "/catalogs/:catalogId/image-updates/dry-run",
    {
      config: { access: "admin" },
      schema: {
        params: z.object({ connectionId: Identifier, catalogId: CitrixId }),
        body: ImageUpdateRequest,
        response: { 200: ImageUpdateDryRun },
      },
    },
    async (request) => {
      return await dryRunImageUpdate(
        { store, clock },
        {
          connection: request.connection,
          catalogId: request.params.catalogId,
          body: request.body,
          actor: requesterOf(request).actor,
        },
      );
    },
  );

  routes.post(
    "/image-updates/:updateId/decision",
    {
      config: { access: "admin" },
      schema: {
        params: z.object({ connectionId: Identifier, updateId: Identifier }),
        body: UpdateDecision,
        response: { 200: ImageUpdate },
      },
    },
    async (request) => {
      return await decideImageUpdate(
        { store, clock, audit, onEnded: app.onUpdateEnded },
        {
          connection: request.connection,
          updateId: request.params.updateId,
          body: request.body,
          authority: authorityOf(request.person, clock),
          ...requesterOf(request),
        },
      );
    },
  );

  routes.get(
    "/image-updates",
    {
      config: { access: "viewer" },
      schema: {
        params: z.object({ connectionId: Identifier }),
        querystring: ImageUpdateQuery,
        response: { 200: ImageUpdateList },
      },
    },
    async (request) => {
      const { connection } = request;
      const { catalogId, state, requestedBy, from, to, q, cursor, limit } = request.query;
      const olderThan = cursor === undefined ? undefined : positionOfCursor(cursor);
      const rows = await listImageUpdates(store, {
        scope: connection.updateScope(),
        catalogId,
        state,
        requestedById: requestedBy,
        from: inUtc(from),
        to: inUtc(to),
        words: searchWords(q ?? ""),
        olderThan,
        limit: limit + 1,
      });
      const items = rows.slice(0, limit).map(imageUpdateFromRow);
      const last = rows[limit - 1];
      return rows.length > limit && last !== undefined ? { items, nextCursor: cursorAfter(last) } : { items };
    },
  );

  routes.get(
    "/image-updates/people",
    {
      config: { access: "viewer" },
      schema: { params: z.object({ connectionId: Identifier }), response: { 200: ImageUpdatePeople } },
    },
    async ({ connection }) => ({ items: await peopleOfUpdates(store, connection.updateScope()) }),
  );

  routes.get(
    "/image-updates/durations",
    {
      config: { access: "viewer" },
      schema: {
        params: z.object({ connectionId: Identifier }),
        querystring: UpdateDurationsQuery,
        response: { 200: UpdateDurations },
      },
    },
    (request) => durations.of(request.connection.updateScope(), request.query.catalogId),
  );

  routes.get(
    "/image-updates/:updateId",
    {
      config: { access: "viewer" },
      schema: {
        params: z.object({ connectionId: Identifier, updateId: Identifier }),
        response: { 200: ImageUpdate },
      },
    },
    async (request) => {
      const row = await updateSeenThrough(request.connection, store, request.params.updateId);
      const [timeline, rolledBackBy] = await Promise.all([timelineOf(store, row.id), findRollBackOf(store, row.id)]);
      return { ...imageUpdateFromRow(row), ...definedFields({ rolledBackBy }), timeline };
    },
  );
}

/** As times are stored, so that they can be compared as text. */
function inUtc(instant: string | undefined): string | undefined {
  return instant === undefined ? undefined : new Date(instant).toISOString();
}
