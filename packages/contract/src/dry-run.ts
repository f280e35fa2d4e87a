import { z } from "zod";
import { Fact } from "./facts.ts";
import { problemCodes, RuleResult } from "./problems.ts";

/** What stands in the place of the token in the headers of a dry run; nothing else of a request is left out. */
export const tokenPlaceholder = "{token}";
/** What stands in the place of the transaction id, which every request has again. */
export const transactionIdPlaceholder = "{transactionId}";

export const ImageUpdateDryRun = z
  .object({
    checkedAt: z.iso.datetime().describe("when Citrix was read for it"),
    rules: z.array(RuleResult).describe("every rule, including those that passed"),
    refusal: z
      .object({ code: z.enum(problemCodes), detail: z.string(), fact: Fact })
      .optional()
      .describe("what the same request would be refused with now; absent when it would be sent"),
    request: z
      .object({
        method: z.literal("POST"),
        url: z.string(),
        headers: z.record(z.string(), z.string()).describe("with {token} and {transactionId} in place of those two"),
        body: z.string().describe("the JSON, character by character as it would be sent"),
      })
      .describe("the request that Citrix would get"),
  })
  .meta({ id: "ImageUpdateDryRun" });
/** What an image update would be judged and sent like, without anything being sent. */
export type ImageUpdateDryRun = z.infer<typeof ImageUpdateDryRun>;
