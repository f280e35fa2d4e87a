import { AuditList, AuditQuery } from "@catalog-deck/contract";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { HttpProblem } from "../http/problems.ts";
import type { AuditLog } from "./audit-log.ts";

/** The audit log, newest first, for admins. */
export function auditRoutes(app: FastifyInstance, audit: AuditLog): void {
  app
    .withTypeProvider<ZodTypeProvider>()
    .get(
      "/api/audit",
      { config: { access: "admin" }, schema: { querystring: AuditQuery, response: { 200: AuditList } } },
      async ({ query }) => {
        if (query.cursor !== undefined && !/^\d{1,15}$/.test(query.cursor)) {
          const errors = [{ field: "cursor", message: "must be the nextCursor of an earlier page" }];
          throw new HttpProblem(400, "invalid-request", "The query is not valid: cursor.", { errors });
        }
        return audit.list(query);
      },
    );
}
