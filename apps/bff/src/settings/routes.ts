import { Identifier, NotificationSetting, SavedViews, Settings } from "@catalog-deck/contract";
import type { FastifyBaseLogger, FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { Clock } from "../lib/clock.ts";
import type { Store } from "../store/database.ts";
import { listSettingsOf, type PersonSetting, putSetting } from "../store/person-settings.ts";

/** 50 views with the longest names and parameters; the schema says what each may be. */
const savedViewsBodyLimit = 128 * 1024;

/** What people set for themselves. Everyone reads and changes their own, and nobody anybody else's. */
export async function settingsRoutes(
  app: FastifyInstance,
  { store, clock }: { store: Store; clock: Clock },
): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const kept = { 204: z.undefined().describe("kept") };
  const put = (personId: string, name: string, connectionId: string, value: unknown) =>
    putSetting(store, {
      person_id: personId,
      name,
      connection_id: connectionId,
      value: JSON.stringify(value),
      updated_at: clock.now().toISOString(),
    });

  routes.get("", { config: { access: "viewer" }, schema: { response: { 200: Settings } } }, async ({ person, log }) => {
    const seen = new Set(app.connections.listFor(person).map(({ id }) => id));
    const rows = await listSettingsOf(store, person.id);
    const views = rows.filter(({ name, connection_id }) => name === "saved-views" && seen.has(connection_id));
    const notifications = rows.find(({ name }) => name === "notifications");
    return {
      notifications: notifications && readAs(NotificationSetting, notifications, log),
      savedViews: Object.fromEntries(
        views.flatMap((row) => {
          const read = readAs(SavedViews, row, log);
          return read === undefined ? [] : [[row.connection_id, read]];
        }),
      ),
    };
  });

  routes.put(
    "/notifications",
    { config: { access: "viewer" }, schema: { body: NotificationSetting, response: kept } },
    async ({ person, body }, reply) => {
      await put(person.id, "notifications", "", body);
      return reply.code(204).send();
    },
  );

  routes.put(
    "/saved-views",
    {
      config: { access: "viewer" },
      bodyLimit: savedViewsBodyLimit,
      schema: { querystring: z.strictObject({ connection: Identifier }), body: SavedViews, response: kept },
    },
    async ({ person, query, body }, reply) => {
      const connection = app.connections.requireFor(person, query.connection);
      await put(person.id, "saved-views", connection.id, body);
      return reply.code(204).send();
    },
  );
}

/** A setting as it was kept; one that another version wrote and this one cannot read counts as not set. */
function readAs<Value>(schema: z.ZodType<Value>, row: PersonSetting, log: FastifyBaseLogger): Value | undefined {
  const read = schema.safeParse(JSON.parse(row.value));
  if (!read.success) log.warn({ setting: row.name, issues: read.error.issues }, "a setting cannot be read any more");
  return read.data;
}
