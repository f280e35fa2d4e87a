import { z } from "zod";
import { CatalogWarning } from "./catalog-warning.ts";
import { Fact } from "./facts.ts";
import { PlainText } from "./identifiers.ts";

/** A master image by its id and the name it had then. */
export const ImageReference = z.object({ id: z.string(), name: z.string() });

/**
 * The question whether an update started whose answer was lost and whose catalog does not tell: what was sent, and what
 * Citrix shows now. It disappears by itself as soon as the catalog tells.
 */
export const OpenDecision = z
  .object({
    neededSince: z.iso.datetime(),
    sent: z.object({
      at: z.iso.datetime(),
      image: ImageReference,
      citrixTransactionId: z.string().optional(),
      answer: z.string().describe("`answerFact` in English"),
      answerFact: Fact.describe("what went wrong with Citrix's answer"),
      lastModifiedTime: z.string().optional().describe("the catalog's, when the request was checked"),
    }),
    catalog: z.object({
      state: z.string(),
      subState: z.string().optional(),
      image: ImageReference.nullable(),
      lastModifiedTime: z.string().optional(),
      warnings: z.array(CatalogWarning),
      readAt: z.iso.datetime(),
      version: z.string().describe("names these facts, whenever they were read; a decision sends it back"),
    }),
  })
  .meta({ id: "OpenDecision" });
export type OpenDecision = z.infer<typeof OpenDecision>;

export const UpdateDecision = z
  .strictObject({
    outcome: z.enum(["started", "not-started"]),
    reason: PlainText.trim().min(1, "must say how you know").max(1000),
    seenVersion: PlainText.min(1).max(100).describe("the `version` of the facts that the administrator saw"),
  })
  .meta({ id: "UpdateDecision" });
export type UpdateDecision = z.infer<typeof UpdateDecision>;
