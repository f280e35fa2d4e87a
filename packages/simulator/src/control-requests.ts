import { z } from "zod";
import { Fault } from "./faults.ts";

const FleetChoice = z.union([
  z.literal("demo"),
  z.strictObject({ catalogs: z.int().min(0).max(20_000), images: z.int().min(1).max(5_000).optional() }),
]);

/** The bodies of the control requests (`POST /__simulator/<name>`). */
export const controlBodies = {
  reset: z.strictObject({ fleet: FleetChoice.optional() }),
  advance: z.strictObject({ ms: z.int().min(0) }),
  fault: Fault,
  patch: z.strictObject({ id: z.string(), fields: z.record(z.string(), z.unknown()) }),
  remove: z.strictObject({ id: z.string() }),
  empty: z.strictObject({}),
};
