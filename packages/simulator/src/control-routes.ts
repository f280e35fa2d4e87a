import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import type { ServiceParts } from "./catalog-service.ts";
import { controlBodies } from "./control-requests.ts";
import type { Door } from "./door.ts";
import type { FleetChoice } from "./fleet/fleet.ts";
import { type HttpAnswer, jsonAnswer, parseJson, readText, send } from "./http-answer.ts";
import { Refusal } from "./refusal.ts";

/** The path under which tests and tools steer a running simulator. */
export const controlPath = "/__simulator/";

interface ControlledParts extends ServiceParts {
  door: Door;
  initialFleet: FleetChoice;
}

/**
 * Answers one control request. Changes are POSTs of `application/json`, which a web page of another origin cannot send
 * unasked. `fleet` is the fleet that a reset without a choice goes back to.
 */
export async function answerControl(
  parts: ControlledParts,
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
    const result = await change(parts, name, parseJson(await readText(request)));
    send(response, result === undefined ? { status: 204 } : jsonAnswer(200, result));
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
    case "images":
      return jsonAnswer(200, parts.fleet.images({ citrixPrepared: true, customerPrepared: true }));
    case "catalogs":
      return jsonAnswer(200, parts.fleet.catalogs());
    default:
      throw new Refusal(404, `There is nothing to read at ${name}.`);
  }
}

async function change(parts: ControlledParts, name: string, body: unknown): Promise<unknown> {
  const doIt = changes[name];
  if (doIt === undefined) throw new Refusal(404, `There is nothing to change at ${name}.`);
  return await doIt(parts, body);
}

/** What each does; a result is what the control client gets. */
const changes: Record<string, (parts: ControlledParts, body: unknown) => unknown> = {
  reset: async (parts, body) => {
    const { fleet } = checked(controlBodies.reset, body);
    parts.faults.clear();
    parts.log.clear();
    parts.clock.reset();
    parts.fleet.reset(fleet ?? parts.initialFleet);
    await parts.door.open();
  },
  advance: (parts, body) => parts.clock.advance(checked(controlBodies.advance, body).ms),
  "clear-log": (parts, body) => {
    checked(controlBodies.empty, body);
    parts.log.clear();
  },
  "take-log": (parts, body) => {
    checked(controlBodies.empty, body);
    const entries = parts.log.entries();
    parts.log.clear();
    return entries;
  },
  "set-fault": async (parts, body) => {
    const fault = checked(controlBodies.fault, body);
    if (fault.kind !== "refused") return parts.faults.set(fault);
    const limited = fault.operation !== "any" || fault.times !== undefined || fault.catalogId !== undefined;
    if (limited) throw new Refusal(400, "A closed port is closed for any operation, until the faults are cleared.");
    await parts.door.close();
  },
  "clear-faults": async (parts, body) => {
    checked(controlBodies.empty, body);
    parts.faults.clear();
    await parts.door.open();
  },
  "patch-catalog": (parts, body) => {
    const { id, fields } = checked(controlBodies.patch, body);
    parts.fleet.patchCatalog(id, fields);
  },
  "patch-image": (parts, body) => {
    const { id, fields } = checked(controlBodies.patch, body);
    parts.fleet.patchImage(id, fields);
  },
  "remove-catalog": (parts, body) => parts.fleet.removeCatalog(checked(controlBodies.remove, body).id),
  "remove-image": (parts, body) => parts.fleet.removeImage(checked(controlBodies.remove, body).id),
};

function checked<Body>(schema: z.ZodType<Body>, body: unknown): Body {
  const result = schema.safeParse(body);
  if (!result.success) throw new Refusal(400, z.prettifyError(result.error));
  return result.data;
}
