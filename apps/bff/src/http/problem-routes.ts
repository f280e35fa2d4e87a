import { Problem } from "@catalog-deck/contract";
import type { FastifyInstance } from "fastify";
import fastifyPlugin from "fastify-plugin";
import { HttpProblem, problemMediaType, sendProblem } from "./problems.ts";

/** Says in every /api route's schema that it can answer with a problem; the OpenAPI document tells it. */
export const describeProblems = fastifyPlugin(problemsInSchemas);

async function problemsInSchemas(app: FastifyInstance): Promise<void> {
  const answer = { description: "a problem (RFC 9457)", content: { [problemMediaType]: { schema: Problem } } };
  app.addHook("onRoute", (route) => {
    if (!route.url.startsWith("/api/") || route.schema?.hide === true) return;
    const response = (route.schema?.response ?? {}) as Record<string, unknown>;
    route.schema = { ...route.schema, response: { ...response, "4xx": answer, "5xx": answer } };
  });
}

/** Answers what no route answers: 405 with `Allow` where another method would be answered, else 404; always a problem. */
export const answerUnknownRoutes = fastifyPlugin(unknownRoutes);

async function unknownRoutes(app: FastifyInstance): Promise<void> {
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split("?", 1)[0] ?? "";
    const fitting = app.knownRoutes.filter(({ url, pattern }) => !url.includes("*") && pattern.test(path));
    const allowed = [...new Set(fitting.map(({ method }) => method))];
    if (allowed.length > 0 && !allowed.includes(request.method)) {
      const fact = { code: "method-not-allowed", params: { methods: allowed } } as const;
      return sendProblem(reply, new HttpProblem(405, "method-not-allowed", fact, {}, { allow: allowed.join(", ") }));
    }
    return sendProblem(reply, new HttpProblem(404, "not-found", "address-unknown"));
  });
}
