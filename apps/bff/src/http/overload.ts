import underPressure from "@fastify/under-pressure";
import type { FastifyRequest } from "fastify";
import fastifyPlugin from "fastify-plugin";
import { unavailable } from "./http-problem.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** Answered however busy the server is: what tells operators how it is. */
    evenWhenBusy?: boolean;
  }
  interface FastifyRequest {
    /** Refused because the server has too much to do. */
    wasShed: boolean;
  }
}

/** The mean delay of the event loop over a sample. Less would refuse people on a small machine that others use too. */
const eventLoopDelayMs = 1_000;
const sampleMs = 1_000;
/** One alone is the server's own start, or a machine that slept: nobody is refused for what is over. */
const lateSamplesToRefuse = 2;
/** More than 200 browsers ask at once, also while Citrix is slow. */
const inFlightAtMost = 1_000;
const againAfterS = 3;

/**
 * Refuses new requests with 503 and `Retry-After` while the server is too busy, before anything is done for them. What
 * has begun is never cut: an update whose intent is recorded is sent and its outcome recorded.
 */
export const overloadGuard = fastifyPlugin<{ inFlightAtMost?: number }>(
  async (app, options) => {
    const atMost = options.inFlightAtMost ?? inFlightAtMost;
    let inFlight = 0;
    app.decorateRequest("wasShed", false);
    const shed = (request: FastifyRequest) => {
      if (request.routeOptions.config.evenWhenBusy === true) return;
      request.wasShed = true;
      throw unavailable("overloaded", "The server has too much to do. Nothing was done; try again.", againAfterS);
    };
    app.addHook("onRequest", async (request, reply) => {
      inFlight += 1;
      let counted = true;
      const over = () => {
        if (counted) inFlight -= 1;
        counted = false;
      };
      // Answered, or left by who asked.
      reply.raw.once("finish", over).once("close", over);
      if (inFlight > atMost) shed(request);
    });
    let lateSamples = 0;
    await app.register(underPressure, {
      maxEventLoopDelay: eventLoopDelayMs,
      sampleInterval: sampleMs,
      pressureHandler: async (request) => {
        if (lateSamples >= lateSamplesToRefuse) shed(request);
      },
    });
    const counting = setInterval(() => {
      lateSamples = app.isUnderPressure() ? lateSamples + 1 : 0;
    }, sampleMs);
    counting.unref();
    app.addHook("onClose", async () => clearInterval(counting));
  },
  { name: "overload-guard" },
);
