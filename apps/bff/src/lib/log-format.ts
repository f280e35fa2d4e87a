import { hostname } from "node:os";
import { type LoggerOptions, stdSerializers } from "pino";
import packageJson from "../../package.json" with { type: "json" };

/** Of the Elastic Common Schema whose field names are used; OpenTelemetry's are the same where both have one. */
const ecsVersion = "8.17.0";
const ownPrefix = "catalog_deck.";
const hidden = ["authorization", "cookie", "password", "clientSecret", "set-cookie"];

/**
 * How the log is written: a JSON object a line, whose fields collectors know. What has a dot in its name has the schema's
 * name already, `err` becomes `error`, and everything else is ours and stands under `catalog_deck.`.
 */
export const logFormat = {
  messageKey: "message",
  timestamp: () => `,"@timestamp":"${new Date().toISOString()}"`,
  base: {
    "ecs.version": ecsVersion,
    "service.name": "catalog-deck",
    "service.version": packageJson.version,
    "host.name": hostname(),
    "process.pid": process.pid,
  },
  formatters: {
    level: (label) => ({ "log.level": label }),
    log: named,
  },
  // What no line should hold in the first place.
  redact: hidden.flatMap((name) => [`["${ownName(name)}"]`, `*["${name}"]`]),
} satisfies LoggerOptions;

function named(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => {
      // Fastify's whole request and answer, with their headers.
      if (name === "req" || name === "res") return [];
      if (name === "err") return [["error", value instanceof Error ? errorFields(value) : { message: String(value) }]];
      return [[name.includes(".") ? name : ownName(name), value]];
    }),
  );
}

/** What a field of ours is called in the log; for those that a child logger adds to every line. */
export function ownName(name: string): string {
  return `${ownPrefix}${name}`;
}

function errorFields(error: Error): Record<string, unknown> {
  const { type, message, stack, ...more } = stdSerializers.err(error);
  return { type, message, stack_trace: stack, ...more };
}
