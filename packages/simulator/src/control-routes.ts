import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import type { ServiceParts } from "./catalog-service.ts";
import { controlBodies } from "./control-requests.ts";
import type { FleetChoice } from "./fleet/fleet.ts";
import { type HttpAnswer, jsonAnswer, parseJson, readText, send } from "./http-answer.ts";
import { Refusal } from "./refusal.ts";

/** The path under which tests and tools steer a running simulator. */
export const controlPath = "/__simulator/";

/**
 * Answers one control request. Changes are POSTs of `application/json`, which a web page of another origin cannot send
 * unasked. `fleet` is the fleet that a reset without a choice goes back to.
 */
export async function answerControl(
  parts: ServiceParts & { initialFleet: FleetChoice },
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  try {
    const name = url.pathname.slice(controlPath.length);
    if (request.method === "GET") return send(response, look(parts, name, url));
    if (request.method !== "POST") throw new Refusal(405, "Only GET and POST.");
    if (!request.headers["content-type"]?.startsWith("application/json")) {
      throw new Refusal(415, "The body must be application/json.");
    }
    change(parts, name, parseJson(await readText(request)));
    send(response, { status: 204 });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    send(response, jsonAnswer(error.status, { message: error.message }));
  }
}

function look(parts: ServiceParts, name: string, url: URL): HttpAnswer {
  switch (name) {
    case "now":
      return jsonAnswer(200, parts.clock.now());
    case "log":
      return jsonAnswer(200, parts.log.entries(url.searchParams.get("operation") ?? undefined));
    case "catalogs":
      return jsonAnswer(200, parts.fleet.catalogs());
    default:
      throw new Refusal(404, `There is nothing to read at ${name}.`);
  }
}

function change(parts: ServiceParts & { initialFleet: FleetChoice }, name: string, body: unknown): void {
  const doIt = changes[name];
  if (doIt === undefined) throw new Refusal(404, `There is nothing to change at ${name}.`);
  doIt(parts, body);
}

const changes: Record<string, (parts: ServiceParts & { initialFleet: FleetChoice }, body: unknown) => void> = {
  reset: (parts, body) => {
    const { fleet } = checked(controlBodies.reset, body);
    parts.faults.clear();
    parts.log.clear();
    parts.clock.reset();
    parts.fleet.reset(fleet ?? parts.initialFleet);
  },
  advance: (parts, body) => parts.clock.advance(checked(controlBodies.advance, body).ms),
  "clear-log": (parts, body) => {
    checked(controlBodies.empty, body);
    parts.log.clear();
  },
  "set-fault": (parts, body) => parts.faults.set(checked(controlBodies.fault, body)),
  "clear-faults": (parts, body) => {
    checked(controlBodies.empty, body);
    parts.faults.clear();
  },
  "patch-catalog": (parts, body) => {
    const { id, fields } = checked(controlBodies.patch, body);
    parts.fleet.patchCatalog(id, fields);
  },
  "patch-image": (parts, body) => {
    const { id, fields } = checked(controlBodies.patch, body);
    parts.fleet.patchImage(id, fields);
  },
};

function checked<Body>(schema: z.ZodType<Body>, body: unknown): Body {
  const result = schema.safeParse(body);
  if (!result.success) throw new Refusal(400, z.prettifyError(result.error));
  return result.data;
}
