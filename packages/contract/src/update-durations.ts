import { z } from "zod";
import { CitrixId } from "./identifiers.ts";

/**
 * Updates take as long as their restarts do, so only those are compared that restart alike: `asUsersLogOff` is a delay of
 * -1, `withinAnHour` one of 0 to 60 minutes, `longer` any other; of external updates the delay is `notKnown`.
 */
export const RestartPace = z.enum(["asUsersLogOff", "withinAnHour", "longer", "notKnown"]);
export type RestartPace = z.infer<typeof RestartPace>;

export const UsualDuration = z
  .object({
    pace: RestartPace,
    scope: z.enum(["catalog", "connection"]).describe("connection: of all its catalogs, where this one has too few"),
    updates: z.int().min(3).describe("how many updates the figures come from"),
    p50Ms: z.int().describe("half of them took no longer; nearest rank"),
    p95Ms: z.int().describe("95 % of them took no longer; nearest rank, so of fewer than 20 it is the longest"),
  })
  .meta({ id: "UsualDuration" });
export type UsualDuration = z.infer<typeof UsualDuration>;

export const UpdateDurationsQuery = z.strictObject({ catalogId: CitrixId.optional() });

export const UpdateDurations = z
  .object({ items: z.array(UsualDuration).describe("one for each pace that 3 or more updates are known of") })
  .meta({ id: "UpdateDurations" });
export type UpdateDurations = z.infer<typeof UpdateDurations>;
