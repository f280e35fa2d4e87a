import { z } from "zod";
import { RolloutTargetCheck } from "./problems.ts";

export const RolloutCheckQuery = z.strictObject({
  changes: z.uuid().optional().describe("the rollout that the plan is to replace: it keeps no catalog from itself"),
});

export const RolloutCheck = z
  .object({
    targets: z
      .array(
        RolloutTargetCheck.extend({
          usualMs: z
            .number()
            .optional()
            .describe("what 95 % of such updates took at most; absent where too few are known"),
        }),
      )
      .describe("in the order of the request"),
    totals: z
      .object({ catalogs: z.int(), machines: z.number(), users: z.number() })
      .describe("of what would be updated: ready, or with warnings"),
    estimatedEnd: z.iso.datetime().optional().describe("from our own figures; absent where they are too few"),
  })
  .meta({ id: "RolloutCheck" });
/** What a rollout would be judged like now, without anything being stored or sent. */
export type RolloutCheck = z.infer<typeof RolloutCheck>;
