import {
  CitrixId,
  Identifier,
  Rollout,
  RolloutAct,
  RolloutChange,
  RolloutCheck,
  RolloutCheckQuery,
  RolloutDetail,
  RolloutList,
  RolloutQuery,
  RolloutRequest,
  type RolloutState,
  rolloutLimits,
} from "@catalog-deck/contract";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { AuditLog } from "../audit/audit-log.ts";
import type { CitrixConnection } from "../citrix/connection.ts";
import { tagAndMatch } from "../http/entity-tag.ts";
import { HttpProblem } from "../http/http-problem.ts";
import { authorityOf } from "../identity/authority.ts";
import { requesterOf } from "../identity/requester.ts";
import { cursorAfter, positionOfCursor } from "../image-updates/cursor.ts";
import type { DurationReader } from "../image-updates/durations.ts";
import { idempotencyKeyOf } from "../image-updates/idempotency.ts";
import type { Clock } from "../lib/clock.ts";
import type { Store } from "../store/database.ts";
import { findRolloutInScope, listRollouts, type RolloutRow } from "../store/rollouts.ts";
import { type ActName, actOnRollout, acts } from "./acts.ts";
import { type PlanRequest, planRollout, replanRollout, timesOf } from "./planned-rollouts.ts";
import { checkOf, demandPlan, judgePlan } from "./planning.ts";
import { rolloutUnknown } from "./rollout-records.ts";
import { detailOf, pollAfterMsOf, viewsOf } from "./rollout-view.ts";

export interface RolloutRoutesOptions {
  store: Store;
  clock: Clock;
  audit: AuditLog;
  durations: DurationReader;
}

const ofConnection = z.object({ connectionId: Identifier });
const ofRollout = z.object({ connectionId: Identifier, rolloutId: Identifier });
const unchanged = z.undefined().describe("nothing has changed since the browser's answer");

/** The rollouts of a connection: planning and reading them, and what people do about them. */
export async function rolloutRoutes(app: FastifyInstance, options: RolloutRoutesOptions): Promise<void> {
  planningRoutes(app, options);
  readingRoutes(app, options);
  actRoutes(app, options);
}

function planningRoutes(app: FastifyInstance, options: RolloutRoutesOptions): void {
  const { store, clock, durations } = options;
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const bodyLimit = rolloutLimits.bodyBytes;
  const planOf = (request: FastifyRequest, body: RolloutRequest): PlanRequest => ({
    connection: request.connection,
    body,
    ...askedBy(request, clock),
  });

  routes.post(
    "/check",
    {
      config: { access: "admin" },
      bodyLimit,
      schema: {
        params: ofConnection,
        querystring: RolloutCheckQuery,
        body: RolloutRequest,
        response: { 200: RolloutCheck },
      },
    },
    async (request) => {
      const { connection, body, query } = request;
      const { startsAt: from } = timesOf(body.start, clock.now());
      demandPlan(body);
      const plan = await judgePlan(store, connection, body, query.changes);
      return await checkOf(durations, connection, body, { plan, from });
    },
  );

  routes.post(
    "",
    {
      config: { access: "admin" },
      bodyLimit,
      preValidation: async (request) => {
        idempotencyKeyOf(request);
      },
      schema: { params: ofConnection, body: RolloutRequest, response: { 202: Rollout } },
    },
    async (request, reply) => {
      const { connection, body } = request;
      const row = await planRollout(options, planOf(request, body), idempotencyKeyOf(request));
      connection.catalogs.updatesChanged();
      const [view] = await viewsOf(options, [row], clock.now());
      if (view === undefined) throw new Error("a rollout without a view");
      reply.header("location", `/api/connections/${connection.id}/rollouts/${row.id}`);
      return reply.code(202).send(view);
    },
  );

  routes.put(
    "/:rolloutId",
    {
      config: { access: "admin" },
      bodyLimit,
      schema: { params: ofRollout, body: RolloutChange, response: { 200: RolloutDetail } },
    },
    async (request) => {
      const { version, ...body } = request.body;
      const { id } = await rolloutSeenThrough(store, request.connection, request.params.rolloutId);
      return await answerAct(options, request.connection, id, () =>
        replanRollout(options, planOf(request, body), { id, version }),
      );
    },
  );
}

function readingRoutes(app: FastifyInstance, options: RolloutRoutesOptions): void {
  const { store, clock } = options;
  const routes = app.withTypeProvider<ZodTypeProvider>();

  routes.get(
    "",
    {
      config: { access: "viewer", onDisplays: true },
      schema: { params: ofConnection, querystring: RolloutQuery, response: { 200: RolloutList, 304: unchanged } },
    },
    async (request, reply) => {
      const { state, cursor, limit } = request.query;
      const states = state?.split(",") as RolloutState[] | undefined;
      const place = cursor === undefined ? undefined : positionOfCursor(cursor);
      const rows = await listRollouts(store, {
        scope: request.connection.updateScope(),
        states,
        olderThan: place && { createdAt: place.recordedAt, id: place.id },
        limit: limit + 1,
      });
      const now = clock.now();
      const items = await viewsOf(options, rows.slice(0, limit), now);
      const last = rows[limit - 1];
      const hasMore = rows.length > limit && last !== undefined;
      const answer = {
        items,
        ...(hasMore ? { nextCursor: cursorAfter({ recorded_at: last.created_at, id: last.id }) } : {}),
        pollAfterMs: pollAfterMsOf(items, now),
      };
      // The time of the answer is no change.
      if (tagAndMatch(request, reply, answer)) return reply.code(304).send();
      return reply.send({ ...answer, fetchedAt: now.toISOString() });
    },
  );

  routes.get(
    "/:rolloutId",
    {
      config: { access: "viewer" },
      schema: { params: ofRollout, response: { 200: RolloutDetail, 304: unchanged } },
    },
    async (request, reply) => {
      const row = await rolloutSeenThrough(store, request.connection, request.params.rolloutId);
      const detail = await detailOf(options, row, clock.now());
      return tagAndMatch(request, reply, detail) ? reply.code(304).send() : reply.send(detail);
    },
  );
}

function actRoutes(app: FastifyInstance, options: RolloutRoutesOptions): void {
  const { store, clock } = options;
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const act = async (request: FastifyRequest, what: { rolloutId: string; act: ActName; catalogId?: string }) => {
    const { id } = await rolloutSeenThrough(store, request.connection, what.rolloutId);
    const body = request.body as RolloutAct;
    return await answerAct(options, request.connection, id, () =>
      actOnRollout(options, { ...what, rolloutId: id, body, ...askedBy(request, clock) }),
    );
  };

  for (const name of acts) {
    routes.post(
      `/:rolloutId/${name}`,
      {
        config: { access: "admin" },
        schema: { params: ofRollout, body: RolloutAct, response: { 200: RolloutDetail } },
      },
      (request) => act(request, { rolloutId: request.params.rolloutId, act: name }),
    );
  }

  routes.post(
    "/:rolloutId/targets/:catalogId/skip",
    {
      config: { access: "admin" },
      schema: { params: ofRollout.extend({ catalogId: CitrixId }), body: RolloutAct, response: { 200: RolloutDetail } },
    },
    (request) => act(request, { ...request.params, act: "skip" }),
  );
}

/** Who asks, by which right, and who is responsible for it from then on. */
function askedBy(request: FastifyRequest, clock: Clock) {
  const { id, displayName, method } = request.person;
  return {
    ...requesterOf(request),
    authority: authorityOf(request.person, clock),
    responsible: { id, displayName, method },
  };
}

/** A rollout that shows through a connection. Throws 404 for any other. */
async function rolloutSeenThrough(store: Store, connection: CitrixConnection, id: string): Promise<RolloutRow> {
  const row = await findRolloutInScope(store, connection.updateScope(), id);
  if (row === undefined) throw rolloutUnknown();
  return row;
}

/** Does it and answers with the rollout as it is then; a refusal carries it, too, where that says more. */
async function answerAct(
  options: RolloutRoutesOptions,
  connection: CitrixConnection,
  id: string,
  act: () => Promise<void>,
): Promise<RolloutDetail> {
  const { store, clock } = options;
  const present = async () => await detailOf(options, await rolloutSeenThrough(store, connection, id), clock.now());
  try {
    await act();
  } catch (error) {
    if (!(error instanceof HttpProblem) || !["rollout-changed", "rollout-not-possible"].includes(error.code))
      throw error;
    throw new HttpProblem(error.status, error.code, error.fact, { ...error.extras, rollout: await present() });
  }
  connection.catalogs.updatesChanged();
  return await present();
}
