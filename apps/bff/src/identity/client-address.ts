import type { FastifyRequest } from "fastify";
import type { NewAuditEntry } from "../audit/audit-log.ts";

/** Where a request came from, as the audit log keeps it. */
export function clientOf(request: FastifyRequest): { address: string; requestId: string } {
  return { address: request.ip, requestId: request.id };
}

/** Who asks and from where, as the audit log keeps it; for routes of signed-in people. */
export function requesterOf(request: FastifyRequest): Required<Pick<NewAuditEntry, "actor" | "address" | "requestId">> {
  const { id, displayName, role } = request.person;
  return { actor: { id, displayName, role }, ...clientOf(request) };
}
