import type { FastifyInstance } from "fastify";
import fastifyPlugin from "fastify-plugin";
import { Gauge } from "prom-client";
import type { Clock } from "../lib/clock.ts";
import { DatabaseClock } from "../store/database-clock.ts";

declare module "fastify" {
  interface FastifyInstance {
    /** By how many seconds this machine's clock is off the database's (ahead: positive), where that is worth telling. */
    clockOffBySeconds(): number | undefined;
  }
}

const measureEveryMs = 10_000;
/** Clocks that are set over the network are closer to each other. */
const worthTellingMs = 30_000;

/**
 * Compares this machine's clock with the database's: more than 30 s apart is a warning in the log, a metric, and a notice
 * to administrators. Nothing is refused for it: what counts goes by the database's clock. With SQLite there is no other.
 */
export const watchClockDifference = fastifyPlugin(clockDifference);

async function clockDifference(app: FastifyInstance, { clock }: { clock: Clock }): Promise<void> {
  const shared = clock instanceof DatabaseClock ? clock : undefined;
  app.decorate("clockOffBySeconds", () => {
    const offMs = shared?.differenceMs ?? 0;
    return Math.abs(offMs) > worthTellingMs ? Math.round(offMs / 1_000) : undefined;
  });
  if (shared === undefined) return;
  // Browsers reckon ages by it, and what they are shown has the database's time.
  app.addHook("onSend", (_request, reply, _payload, done) => {
    reply.header("date", clock.now().toUTCString());
    done();
  });
  new Gauge({
    name: "catalog_deck_clock_ahead_of_database_seconds",
    help: "How far this machine's clock is ahead of the database's, negative when it is behind",
    registers: [app.metrics],
    collect() {
      this.set((shared.differenceMs ?? 0) / 1_000);
    },
  });
  let told = false;
  const tell = () => {
    const offBySeconds = app.clockOffBySeconds();
    if (offBySeconds !== undefined && !told) {
      app.log.warn({ offBySeconds }, "this machine's clock differs from the database's: synchronize it by NTP");
    } else if (offBySeconds === undefined && told) {
      app.log.info("this machine's clock agrees with the database's again");
    }
    told = offBySeconds !== undefined;
  };
  const measure = () =>
    shared
      .measure()
      .then(tell, (error: unknown) => app.log.debug({ err: error }, "the database's clock could not be read"));
  const timer = setInterval(measure, measureEveryMs);
  timer.unref();
  tell();
  app.addHook("onClose", async () => clearInterval(timer));
}
