import { z } from "zod";
import { Fact } from "./facts.ts";
import { CitrixId, Identifier, PlainText } from "./identifiers.ts";
import { ImageReference, OpenDecision } from "./update-decisions.ts";

export const ImageUpdateState = z.enum([
  "submitting",
  "running",
  "waitingForRestart",
  "succeeded",
  "rolledBack",
  "failed",
  "rejected",
  "unknown",
]);
/**
 * The life of an image update (image-updates.md). `waitingForRestart`: the image is in place and
 * machines still wait for their restart. `unknown`: Citrix's answer was lost and the catalog is being read to find out.
 */
export type ImageUpdateState = z.infer<typeof ImageUpdateState>;

const ImageUpdateEvent = z.object({
  at: z.iso.datetime(),
  state: ImageUpdateState,
  subState: z.string().optional(),
  percent: z.number().optional(),
  message: z.string().optional().describe("`fact` in English"),
  fact: Fact.optional(),
});
/** One step of an image update's timeline, written when the state or the sub-state changed. */
export type ImageUpdateEvent = z.infer<typeof ImageUpdateEvent>;

export const ImageUpdate = z
  .object({
    id: z.string(),
    site: z
      .object({ customerId: z.string(), siteId: z.string() })
      .optional()
      .describe("the Citrix customer and site that it was sent to; absent for updates from before this was kept"),
    catalogId: z.string(),
    catalogName: z.string(),
    fromImage: ImageReference.nullable().describe("null when the catalog had no image"),
    toImage: ImageReference.optional().describe(
      "absent while it is not known: an external update shows its image when that is in place",
    ),
    origin: z.enum(["catalog-deck", "external"]).describe("external: seen at Citrix, not requested here"),
    vdaUpdateDelay: z.int().optional().describe("minutes; -1 as users log off, 0 at once; absent for external"),
    warningTitle: z.string().optional(),
    warningMessage: z.string().optional(),
    reason: z.string().optional(),
    rollsBack: z.string().optional().describe("id of the update that this one takes back: it is a roll back"),
    rolledBackBy: z
      .string()
      .optional()
      .describe("id of the newest update that takes this one back; only where one update is asked for"),
    rolloutId: z.string().optional().describe("the rollout that it belongs to"),
    machinesKeepDisk: z
      .boolean()
      .optional()
      .describe(
        "true: no existing machine changes, and machines added later get the image; absent where Citrix did not say",
      ),
    requestedBy: z.object({ id: z.string(), displayName: z.string() }).optional().describe("absent for external"),
    requestedAt: z.iso.datetime().optional().describe("when it was asked for here; absent for external"),
    noticedAt: z.iso
      .datetime()
      .optional()
      .describe("external only: when it was first seen here, which says nothing about its start"),
    seenRunningSince: z.iso
      .datetime()
      .optional()
      .describe("external only: a time at which it ran already, for where startedAt is not known"),
    state: ImageUpdateState,
    subState: z.string().optional(),
    percent: z.number().optional(),
    startedAt: z.iso.datetime().optional().describe("when Citrix began, by Citrix"),
    estimatedMinutes: z.number().optional().describe("Citrix's estimate of the whole duration"),
    finishedAt: z.iso
      .datetime()
      .optional()
      .describe("there once it has ended; with the state unknown: it is not followed any more, and nobody here knows"),
    message: z.string().optional().describe("`fact` in English"),
    fact: Fact.optional().describe("what was seen of it, where the state does not say it all"),
    citrixTransactionId: z.string().optional(),
    answerTrouble: z.string().optional().describe("`answerFact` in English"),
    answerFact: Fact.optional().describe("what went wrong with Citrix's answer, where it was lost"),
    decision: OpenDecision.optional().describe("there while an administrator has to decide whether the update started"),
    timeline: z.array(ImageUpdateEvent).optional().describe("oldest first; only where one update is asked for"),
  })
  .meta({ id: "ImageUpdate" });
export type ImageUpdate = z.infer<typeof ImageUpdate>;

/** Minutes; a 32-bit integer, -1 or more (citrix-api.md#update-body). */
export const VdaUpdateDelay = z.int().min(-1).max(2_147_483_647);

export const ImageUpdateRequest = z
  .strictObject({
    imageId: CitrixId,
    expectedImageId: CitrixId.nullable().describe("the image that the person saw in use; null when there was none"),
    vdaUpdateDelay: VdaUpdateDelay,
    warningTitle: PlainText.max(200).optional(),
    warningMessage: PlainText.max(2000).optional(),
    acknowledgedWarnings: z.array(PlainText.max(100)).max(50).optional(),
    reason: PlainText.max(1000).optional(),
    rollsBack: PlainText.max(100)
      .optional()
      .describe("id of an update of this catalog that began on `imageId`: the request takes it back"),
  })
  .meta({ id: "ImageUpdateRequest" });
export type ImageUpdateRequest = z.infer<typeof ImageUpdateRequest>;

/** The `Idempotency-Key` header: 1 to 128 visible ASCII characters without spaces. */
export const IdempotencyKey = z.string().regex(/^[\x21-\x7e]{1,128}$/, "must be 1 to 128 visible ASCII characters");

const Instant = z.iso.datetime({ offset: true });

export const ImageUpdateQuery = z.strictObject({
  catalogId: CitrixId.optional(),
  state: ImageUpdateState.optional(),
  requestedBy: Identifier.optional().describe("the id of the person who requested it"),
  from: Instant.optional().describe("requested or noticed at or after this time"),
  to: Instant.optional().describe("before this time"),
  q: PlainText.max(200)
    .optional()
    .describe("words, each in the name of catalog, image or person, in the reason or in an id"),
  cursor: z.string().min(1).max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type ImageUpdateQuery = z.infer<typeof ImageUpdateQuery>;

export const ImageUpdateList = z
  .object({ items: z.array(ImageUpdate), nextCursor: z.string().optional() })
  .meta({ id: "ImageUpdateList" });
export type ImageUpdateList = z.infer<typeof ImageUpdateList>;

export const ImageUpdatePeople = z
  .object({
    items: z
      .array(z.object({ id: z.string(), displayName: z.string() }))
      .describe("everyone who has requested an update of this connection, with their latest name, sorted by name"),
  })
  .meta({ id: "ImageUpdatePeople" });
export type ImageUpdatePeople = z.infer<typeof ImageUpdatePeople>;
