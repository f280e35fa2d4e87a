import { Readable } from "node:stream";
import { AuditExportQuery, AuditList, AuditPeople, AuditQuery, AuditVerification } from "@catalog-deck/contract";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { HttpProblem } from "../http/problems.ts";
import type { Clock } from "../lib/clock.ts";
import type { AuditLog } from "./audit-log.ts";
import { auditFile } from "./export.ts";
import type { AuditVerifier } from "./verification.ts";

const exportsAtOnce = 2;
const mediaTypes = { csv: "text/csv; charset=utf-8", json: "application/json; charset=utf-8" } as const;
const separators = { comma: ",", semicolon: ";" } as const;
const exported = z.any().describe("a file of the entries that fit, oldest first, each with its place in the chain");

/** The audit log for admins: newest first, as a file, who stands in it, and whether its chain is whole. */
export async function auditRoutes(
  app: FastifyInstance,
  { audit, verifier, clock }: { audit: AuditLog; verifier: AuditVerifier; clock: Clock },
): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  let exportsUnderWay = 0;

  routes.get(
    "",
    { config: { access: "admin" }, schema: { querystring: AuditQuery, response: { 200: AuditList } } },
    async ({ query }) => {
      if (query.cursor !== undefined && !isSequence(query.cursor)) {
        const errors = [{ field: "cursor", message: "must be the nextCursor of an earlier page" }];
        throw new HttpProblem(
          400,
          "invalid-request",
          { code: "query-invalid", params: { fields: ["cursor"] } },
          { errors },
        );
      }
      return audit.list(query);
    },
  );

  routes.get("/people", { config: { access: "admin" }, schema: { response: { 200: AuditPeople } } }, async () =>
    audit.people(),
  );

  routes.get(
    "/verification",
    { config: { access: "admin" }, schema: { response: { 200: AuditVerification } } },
    async () => verifier.verify(),
  );

  routes.get(
    "/export",
    {
      config: { access: "admin" },
      schema: {
        querystring: AuditExportQuery,
        response: {
          200: {
            description: "the audit log as a file",
            content: { "text/csv": { schema: exported }, "application/json": { schema: exported } },
          },
        },
      },
    },
    async (request, reply) => {
      if (exportsUnderWay >= exportsAtOnce) throw tooManyExports();
      const { format, separator, ...filter } = request.query;
      const { id, displayName, role } = request.person;
      exportsUnderWay++;
      // One that the browser stops reading ends as well.
      reply.raw.once("close", () => {
        exportsUnderWay--;
      });
      await audit.append({
        kind: "audit-exported",
        actor: { id, displayName, role },
        address: request.ip,
        requestId: request.id,
        details: { format, filter },
      });
      const day = clock.now().toISOString().slice(0, 10);
      reply.headers({
        "content-type": mediaTypes[format],
        "content-disposition": `attachment; filename="catalog-deck-audit-${day}.${format}"`,
        "cache-control": "no-store",
      });
      return reply.send(
        Readable.from(auditFile(audit, filter, format === "csv" ? separators[separator] : "json"), {
          objectMode: false,
        }),
      );
    },
  );
}

/** Whether a text can be the number of an entry, which PostgreSQL keeps in 32 bits. */
function isSequence(text: string): boolean {
  return /^\d{1,10}$/.test(text) && Number(text) <= 2_147_483_647;
}

function tooManyExports(): HttpProblem {
  return new HttpProblem(
    429,
    "too-many-requests",
    "audit-export-busy",
    { retryAfterMs: 10_000 },
    { "retry-after": "10" },
  );
}
