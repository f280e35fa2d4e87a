import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import {
  CitrixId,
  IdempotencyKey,
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
import type { FastifyRequest } from "fastify";
import fastifyPlugin from "fastify-plugin";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { AuditLog } from "../audit/audit-log.ts";
import type { Config } from "../config/config.ts";
import { HttpProblem } from "../http/http-problem.ts";
import { authorityOf } from "../identity/authority.ts";
import type { Clock } from "../lib/clock.ts";
import { present } from "../lib/present.ts";
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
import { ExternalChanges } from "./external-changes.ts";
import { rolloutKeyPrefix } from "./idempotency.ts";
import { updateSeenThrough } from "./other-site.ts";
import { startNothingRoutes } from "./start-nothing.ts";
import { ImageUpdateStarter } from "./starter.ts";
import { UpdateWatcher } from "./watcher.ts";

declare module "fastify" {
  interface FastifyInstance {
    imageUpdateStarter: ImageUpdateStarter;
    updateWatcher: UpdateWatcher;
    /** Names this process among those that share the database. */
    instanceId: string;
    externalChanges: ExternalChanges;
  }
}

export interface ImageUpdatesPluginOptions {
  config: Config;
  store: Store;
  clock: Clock;
  audit: AuditLog;
  durations: DurationReader;
}

/** Starts image updates, follows them to their end and tells how they stand. */
export const imageUpdatesPlugin = fastifyPlugin<ImageUpdatesPluginOptions>(
  async (app, { config, store, clock, audit, durations }) => {
    const aloneOnStore = config.database.kind === "sqlite";
    const starter = new ImageUpdateStarter({ store, clock, audit, log: app.log, othersShareStore: !aloneOnStore });
    const instanceId = `${hostname()} ${process.pid} ${randomUUID()}`;
    const watcher = new UpdateWatcher({
      store,
      clock,
      audit,
      connections: app.connections,
      log: app.log,
      instanceId,
      aloneOnStore,
    });
    await watcher.takeOver();
    const externalChanges = new ExternalChanges({
      store,
      clock,
      audit,
      connections: app.connections.all(),
      log: app.log,
    });
    app.decorate("instanceId", instanceId);
    app.decorate("imageUpdateStarter", starter);
    app.decorate("updateWatcher", watcher);
    app.decorate("externalChanges", externalChanges);
    app.addHook("onListen", async () => {
      watcher.start();
      externalChanges.start();
    });
    app.addHook("onClose", async () => {
      await starter.settled();
      await externalChanges.stop();
      await watcher.stop();
    });

    const routes = app.withTypeProvider<ZodTypeProvider>();

    routes.post(
      "/api/connections/:connectionId/catalogs/:catalogId/image-updates",
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
        const { id, displayName, role } = request.person;
        const answer = await starter.start({
          connection: request.connection,
          catalogId,
          key: idempotencyKeyOf(request),
          body: request.body,
          authority: authorityOf(request.person, clock),
          actor: { id, displayName, role },
          requestId: request.id,
          address: request.ip,
        });
        if (answer.kind === "refused") {
          throw new HttpProblem(answer.status, answer.code, answer.fact, answer.extras, answer.headers);
        }
        reply.header("location", `/api/connections/${connectionId}/image-updates/${answer.update.id}`);
        return reply.code(202).send(answer.update);
      },
    );

    routes.post(
      "/api/connections/:connectionId/catalogs/:catalogId/image-updates/dry-run",
      {
        config: { access: "admin" },
        schema: {
          params: z.object({ connectionId: Identifier, catalogId: CitrixId }),
          body: ImageUpdateRequest,
          response: { 200: ImageUpdateDryRun },
        },
      },
      async (request) => {
        const { id, displayName, role } = request.person;
        return await dryRunImageUpdate(
          { store, clock },
          {
            connection: request.connection,
            catalogId: request.params.catalogId,
            body: request.body,
            actor: { id, displayName, role },
          },
        );
      },
    );

    routes.post(
      "/api/connections/:connectionId/image-updates/:updateId/decision",
      {
        config: { access: "admin" },
        schema: {
          params: z.object({ connectionId: Identifier, updateId: Identifier }),
          body: UpdateDecision,
          response: { 200: ImageUpdate },
        },
      },
      async (request) => {
        const { id, displayName, role } = request.person;
        return await decideImageUpdate(
          { store, clock, audit },
          {
            connection: request.connection,
            updateId: request.params.updateId,
            body: request.body,
            authority: authorityOf(request.person, clock),
            actor: { id, displayName, role },
            requestId: request.id,
            address: request.ip,
          },
        );
      },
    );

    startNothingRoutes(app, { store, clock, audit });

    routes.get(
      "/api/connections/:connectionId/image-updates",
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
      "/api/connections/:connectionId/image-updates/people",
      {
        config: { access: "viewer" },
        schema: { params: z.object({ connectionId: Identifier }), response: { 200: ImageUpdatePeople } },
      },
      async ({ connection }) => ({ items: await peopleOfUpdates(store, connection.updateScope()) }),
    );

    routes.get(
      "/api/connections/:connectionId/image-updates/durations",
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
      "/api/connections/:connectionId/image-updates/:updateId",
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
        return { ...imageUpdateFromRow(row), ...present({ rolledBackBy }), timeline };
      },
    );
  },
  { name: "image-updates", dependencies: ["connections"] },
);

/** As times are stored, so that they can be compared as text. */
function inUtc(instant: string | undefined): string | undefined {
  return instant === undefined ? undefined : new Date(instant).toISOString();
}

/** The request's Idempotency-Key, of a single update or of a rollout. Throws a 400 problem when it is missing or no key. */
export function idempotencyKeyOf(request: FastifyRequest): string {
  const header = request.headers["idempotency-key"];
  if (header === undefined || header === "") {
    const message = "is required, so that a request that comes twice starts one update";
    throw new HttpProblem(400, "idempotency-key-missing", "key-missing", {
      errors: [{ field: "Idempotency-Key", message }],
    });
  }
  const key = IdempotencyKey.safeParse(header);
  if (key.success && !key.data.startsWith(rolloutKeyPrefix)) return key.data;
  if (key.success) {
    const message = `must not begin with ${rolloutKeyPrefix}`;
    throw new HttpProblem(
      400,
      "invalid-request",
      { code: "key-of-rollouts", params: { prefix: rolloutKeyPrefix } },
      { errors: [{ field: "Idempotency-Key", message }] },
    );
  }
  const message = "must be 1 to 128 visible ASCII characters";
  throw new HttpProblem(400, "invalid-request", "key-invalid", {
    errors: [{ field: "Idempotency-Key", message }],
  });
}
