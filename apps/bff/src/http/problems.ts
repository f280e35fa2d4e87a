import { STATUS_CODES } from "node:http";
import type { Problem, ProblemCode } from "@catalog-deck/contract";
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { hasZodFastifySchemaValidationErrors } from "fastify-type-provider-zod";
import { isStorageTrouble, storageTrouble } from "../store/storage-trouble.ts";
import { HttpProblem, type PlainProblemFactCode, storageUnavailable } from "./http-problem.ts";

export { HttpProblem };

export const problemMediaType = "application/problem+json";

/** A problem as it is sent (RFC 9457). */
export function problemBody(problem: HttpProblem, requestId: string): Problem {
  return {
    type: `urn:catalog-deck:problem:${problem.code}`,
    title: STATUS_CODES[problem.status] ?? "Error",
    ...problem.extras,
    status: problem.status,
    detail: problem.detail,
    code: problem.code,
    fact: problem.fact,
    requestId,
  };
}

/** Answers with a problem. It is sent as text: what a route's schema says about success does not touch it. */
export function sendProblem(reply: FastifyReply, problem: HttpProblem): FastifyReply {
  return reply
    .code(problem.status)
    .headers({ "cache-control": "no-store", ...problem.headers })
    .type(problemMediaType)
    .serializer((text: string) => text)
    .send(JSON.stringify(problemBody(problem, reply.request.id)));
}

/**
 * Makes what every error of every route ends in. What is not the caller's fault is logged and answered without its inner
 * text. `knownElsewhere` gives the problem for errors of the layers above.
 */
export function errorHandler(knownElsewhere: (error: unknown) => HttpProblem | undefined) {
  return (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const problem = knownElsewhere(error) ?? problemFromError(error);
    if (problem.status === 500 || problem.cause !== undefined) {
      request.log.error({ err: problem.cause ?? error }, "request failed");
    }
    if (isStorageTrouble(error)) request.log.warn({ err: error }, "the database is not available");
    return sendProblem(reply, problem);
  };
}

function problemFromError(error: unknown): HttpProblem {
  if (error instanceof HttpProblem) return error;
  if (isStorageTrouble(error)) return storageUnavailable(storageTrouble(error));
  if (hasZodFastifySchemaValidationErrors(error)) return invalidRequest(error);
  const { code, statusCode } = error as Partial<FastifyError>;
  const known = code === undefined ? undefined : fastifyProblems[code];
  if (known !== undefined) return new HttpProblem(known.status, known.code, known.fact);
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return new HttpProblem(400, "invalid-request", "request-unreadable");
  }
  return new HttpProblem(500, "internal-error", "server-failed");
}

const invalid = (fact: PlainProblemFactCode) => ({ status: 400, code: "invalid-request", fact }) as const;

/** Fastify's own refusals, by its error codes. */
const fastifyProblems: Record<string, { status: number; code: ProblemCode; fact: PlainProblemFactCode }> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: { status: 415, code: "unsupported-media-type", fact: "media-type-unsupported" },
  FST_ERR_CTP_BODY_TOO_LARGE: { status: 413, code: "payload-too-large", fact: "body-too-large" },
  FST_ERR_CTP_EMPTY_JSON_BODY: invalid("body-empty"),
  FST_ERR_CTP_INVALID_JSON_BODY: invalid("body-not-json"),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: invalid("body-cut-off"),
  FST_ERR_BAD_URL: invalid("address-malformed"),
  FST_ERR_MAX_PARAM_LENGTH: invalid("address-part-too-long"),
};

interface SchemaFinding {
  instancePath: string;
  message?: string | undefined;
  params?: unknown;
}

/** By where Fastify found it. */
const invalidPlaces = {
  body: { name: "body", fact: "body-invalid" },
  querystring: { name: "query", fact: "query-invalid" },
  params: { name: "path", fact: "path-invalid" },
  headers: { name: "headers", fact: "headers-invalid" },
} as const;
const someplace = { name: "request", fact: "request-invalid" } as const;

function invalidRequest(error: { validation: readonly SchemaFinding[]; validationContext?: unknown }): HttpProblem {
  const places: Partial<Record<string, (typeof invalidPlaces)[keyof typeof invalidPlaces]>> = invalidPlaces;
  const { name, fact } = places[String(error.validationContext)] ?? someplace;
  const errors = error.validation.map((finding) => ({
    field: fieldOf(finding) || name,
    message: finding.message ?? "is not valid",
  }));
  const fields = [...new Set(errors.map(({ field }) => field))];
  return new HttpProblem(400, "invalid-request", { code: fact, params: { fields } }, { errors });
}

/** The field's name with dots; for an unknown field, which Zod reports on its parent, that field's own name. */
function fieldOf(finding: SchemaFinding): string {
  const path = finding.instancePath.split("/").filter((part) => part !== "");
  const { keys } = (finding.params ?? {}) as { keys?: unknown };
  if (Array.isArray(keys) && keys.length > 0) path.push(String(keys[0]));
  return path.join(".");
}
