import type { Role } from "@catalog-deck/contract";
import type { FastifyRequest } from "fastify";

/** Who asks for a change and from where, as the audit log keeps it. */
export interface Requester {
  actor: { id: string; displayName: string; role: Role };
  address: string;
  requestId: string;
}

/** Where a request came from; for requests of people who are not signed in. */
export function originOf(request: FastifyRequest): Omit<Requester, "actor"> {
  return { address: request.ip, requestId: request.id };
}

/** For routes of signed-in people. */
export function requesterOf(request: FastifyRequest): Requester {
  const { id, displayName, role } = request.person;
  return { actor: { id, displayName, role }, ...originOf(request) };
}
