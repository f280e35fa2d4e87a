import type { FastifyInstance } from "fastify";
import fastifyPlugin from "fastify-plugin";

const readingMethods = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * One line in the log for each request that may have changed something, and for each that was answered with an error of
 * the server: by its route, without address, header or body. Of what was refused for overload there would be too many.
 */
export const logRequests = fastifyPlugin(async (app: FastifyInstance) => {
  app.addHook("onResponse", async (request, reply) => {
    const { statusCode } = reply;
    const failed = statusCode >= 500;
    if (request.wasShed || (readingMethods.has(request.method) && !failed)) return;
    const line = {
      "http.request.method": request.method,
      "http.route": request.routeOptions.url,
      "http.response.status_code": statusCode,
      "event.duration": Math.round(reply.elapsedTime * 1_000_000),
    };
    if (failed) request.log.warn(line, "answered with an error");
    else request.log.info(line, "answered");
  });
});
