import { Socket } from "node:net";
import underPressure from "@fastify/under-pressure";
import type { FastifyRequest } from "fastify";
import fastifyPlugin from "fastify-plugin";
import { HalfRequests, hasArrivedWhole, isHeadAlone } from "./half-requests.ts";
import { unavailable } from "./http-problem.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** Answered however busy the server is: what tells operators how it is, and the web app itself. */
    evenWhenBusy?: boolean;
  }
  interface FastifyRequest {
    /** Refused because the server has too much to do. */
    wasShed: boolean;
    /** Ends the request's place among those in flight; undefined while it has none. */
    endOfWork: (() => void) | undefined;
  }
}

/** The mean delay of the event loop over a sample. Less would refuse people on a small machine that others use too. */
const eventLoopDelayMs = 1_000;
const sampleMs = 1_000;
/** One alone is the server's own start, or a machine that slept: nobody is refused for what is over. */
const lateSamplesToRefuse = 2;
/** More than 200 browsers ask at once, also while Citrix is slow. */
const inFlightAtMost = 1_000;
/** Of one connection. Browsers and proxies send a request when the one before is answered; only pipelining has more. */
const perConnectionAtMost = 10;
/** An answer of which nothing is taken for so long is given up. */
const takenWithinMs = 30_000;
const againAfterS = 3;

interface OverloadGuardOptions {
  inFlightAtMost?: number;
  takenWithinMs?: number;
}

/**
 * Refuses new requests with 503 and `Retry-After` while the server is too busy, before anything is done for them. What
 * has begun is never cut: an update whose intent is recorded is sent and its outcome recorded.
 *
 * A request counts from when it has arrived whole until its answer is there: whoever sends slowly, or takes the answer
 * slowly, keeps nobody else out.
 */
export const overloadGuard = fastifyPlugin<OverloadGuardOptions>(
  async (app, options) => {
    const atMost = options.inFlightAtMost ?? inFlightAtMost;
    let inFlight = 0;
    const half = new HalfRequests(app);
    const ofConnection = new WeakMap<object, number>();
    app.decorateRequest("wasShed", false);
    app.decorateRequest("endOfWork", undefined);
    const shed = (request: FastifyRequest) => {
      if (request.routeOptions.config.evenWhenBusy === true) return;
      request.wasShed = true;
      throw unavailable("overloaded", "overloaded", againAfterS);
    };
    const begin = (request: FastifyRequest) => {
      half.arrived(request);
      const { socket } = request;
      const change = (by: number) => {
        inFlight += by;
        ofConnection.set(socket, (ofConnection.get(socket) ?? 0) + by);
      };
      change(1);
      request.endOfWork = () => {
        request.endOfWork = undefined;
        change(-1);
      };
      if (inFlight > atMost || (ofConnection.get(socket) ?? 0) > perConnectionAtMost) shed(request);
    };
    app.addHook("onRequest", (request, reply, done) => {
      // Answered in a way that has no hook, or left by who asked.
      reply.raw.once("close", () => request.endOfWork?.());
      if (isHeadAlone(request)) {
        begin(request);
        return done();
      }
      hasArrivedWhole(request)
        .then((isWhole) => (isWhole ? begin(request) : half.began(request)))
        .then(() => done(), done);
    });
    app.addHook("preValidation", (request, _reply, done) => {
      if (request.endOfWork === undefined) begin(request);
      done();
    });
    app.addHook("onSend", (request, _reply, _payload, done) => {
      request.endOfWork?.();
      // Node puts its own time in this one's place with the next request, or when the connection rests.
      if (request.socket instanceof Socket) request.socket.setTimeout(options.takenWithinMs ?? takenWithinMs);
      done();
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
