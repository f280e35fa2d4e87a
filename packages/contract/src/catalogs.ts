import { z } from "zod";
import { CatalogWarning } from "./catalog-warning.ts";
import { ConnectionTrouble } from "./connection-trouble.ts";
import { Fact } from "./facts.ts";
import { ImageUpdate } from "./image-updates.ts";
import { CatalogRollout, StartNothing } from "./rollouts.ts";
import { UsualDuration } from "./update-durations.ts";

/**
 * A machine catalog, in Citrix's own field names. `state`, `subState`, `sessionSupport` and the like are Citrix's words
 * and may be unknown ones: show them, treat them as not final.
 */
export const Catalog = z
  .object({
    id: z.string(),
    name: z.string(),
    state: z.string(),
    subState: z.string().optional(),
    statusMessage: z.string().optional(),
    extraInfo: z.string().optional(),
    transactionId: z.string().optional(),
    warnings: z.array(CatalogWarning),
    taskCompletionPercentage: z.number().optional(),
    lastModifiedTime: z.string().optional(),
    imageId: z.string().optional(),
    templateImageName: z.string().optional(),
    templateImageOs: z.string().optional(),
    imageVdaVersion: z.string().optional().describe("of the image in use, from the images list"),
    sessionSupport: z.string(),
    allocationType: z.string(),
    persistStaticAllocatedVmDisks: z.boolean().optional(),
    totalMachinesInCatalog: z.number().optional(),
    numOfUsers: z.number().optional(),
    maxNumOfUsers: z.number().optional(),
    region: z.string().optional(),
    subscriptionName: z.string().optional(),
    resourceGroup: z.string().optional(),
    vmTypeInstanceType: z.string().optional(),
    domainJoined: z.boolean().optional(),
    domainName: z.string().optional(),
    isAzureAdJoined: z.boolean().optional(),
    storeFrontUrl: z.string().optional(),
    catalogType: z.string().optional(),
    isRemotePcCatalog: z.boolean().optional().describe("absent when Citrix does not say"),
    activeUpdate: ImageUpdate.optional().describe("the image update that has not ended"),
    usualDuration: UsualDuration.optional().describe(
      "how long past updates like the one under way took; absent where fewer than 3 are known",
    ),
    lastUpdate: ImageUpdate.optional().describe("the newest image update that has ended"),
    rollout: CatalogRollout.optional().describe("the open rollout that it is part of"),
  })
  .meta({ id: "Catalog" });
/** `unreadable` is never sent: where pages show an `UnreadableCatalog` as a catalog whose facts are not known. */
export type Catalog = z.infer<typeof Catalog> & { unreadable?: true };

/**
 * An item of the list that is not what the contract says, where its id is known. Nothing else is known of it, whatever it
 * was before, and it cannot be updated.
 */
export const UnreadableCatalog = Catalog.pick({
  id: true,
  activeUpdate: true,
  usualDuration: true,
  lastUpdate: true,
  rollout: true,
})
  .extend({ name: z.string().optional(), state: z.literal("Unknown"), unreadable: z.literal(true) })
  .meta({ id: "UnreadableCatalog" });
export type UnreadableCatalog = z.infer<typeof UnreadableCatalog>;

export const CatalogLimit = z
  .object({
    limit: z.number().optional(),
    existingCatalogsCount: z.number().optional(),
    hasLimitReached: z.boolean().optional(),
  })
  .meta({ id: "CatalogLimit" });

/** What every read says about its own age and about when to ask again. */
const freshness = {
  fetchedAt: z.iso.datetime().describe("when Citrix gave this data"),
  stale: z.boolean().describe("true when Citrix could not be asked, or itself answered from an old copy"),
  pollAfterMs: z.int().describe("when a browser should ask again"),
  trouble: z
    .object({
      code: z.string().describe("a problem code: why the data is stale"),
      message: z.string().describe("`fact` in English"),
      fact: Fact,
      citrixTransactionId: z.string().optional(),
      connection: ConnectionTrouble.optional().describe("why there is no connection to Citrix"),
      nextTryAt: z.iso.datetime().optional(),
    })
    .optional(),
};

const unreadable = z
  .int()
  .min(1)
  .optional()
  .describe("how many items could not be read; those whose id is known are among `items`");

export const CatalogList = z
  .object({
    items: z.array(z.union([Catalog, UnreadableCatalog])),
    unreadable,
    limit: CatalogLimit.optional(),
    startNothing: StartNothing.shape.stopped
      .optional()
      .describe("there while no update and no rollout may begin on this connection"),
    ...freshness,
  })
  .meta({ id: "CatalogList" });
export type CatalogList = z.infer<typeof CatalogList>;

/** One catalog with the same freshness as a list. */
export const CatalogDetail = z.object({ ...Catalog.shape, ...freshness }).meta({ id: "CatalogDetail" });
export type CatalogDetail = z.infer<typeof CatalogDetail>;

/** A master image, in Citrix's own field names. `state` is `Ready` when catalogs may use it. */
export const Image = z
  .object({
    id: z.string(),
    name: z.string(),
    state: z.string(),
    subState: z.string().optional(),
    status: z.string().optional(),
    extraInfo: z.string().optional(),
    sessionSupport: z.string(),
    osPlatform: z.string().optional(),
    osName: z.string().optional(),
    osVersion: z.string().optional(),
    isServerOs: z.boolean().optional(),
    vdaVersion: z.string().optional(),
    citrixPrepared: z.boolean(),
    isDeprecated: z.boolean().optional().describe("absent when Citrix does not say"),
    region: z.string().optional(),
    subscriptionName: z.string().optional(),
    resourceGroup: z.string().optional(),
    storageAccount: z.string().optional(),
    notes: z.string().optional(),
    transactionId: z.string().optional(),
    createdDate: z.string().optional(),
    finalizedDate: z.string().optional(),
    diskSizeInGB: z.number().optional(),
    hyperVGen: z.string().optional(),
    startedAt: z.string().optional(),
    estimatedTimeInMinute: z.number().optional(),
    linkedCatalogs: z.number(),
    linkedCatalogsNames: z.array(z.string()).optional(),
  })
  .meta({ id: "Image" });
/** `unreadable` is never sent: where pages show an `UnreadableImage` as an image whose facts are not known. */
export type Image = z.infer<typeof Image> & { unreadable?: true };

/** An item of the list that is not what the contract says, where its id is known. No catalog can move to it. */
export const UnreadableImage = z
  .object({ id: z.string(), name: z.string().optional(), state: z.literal("Unknown"), unreadable: z.literal(true) })
  .meta({ id: "UnreadableImage" });
export type UnreadableImage = z.infer<typeof UnreadableImage>;

export const ImageList = z
  .object({ items: z.array(z.union([Image, UnreadableImage])), unreadable, ...freshness })
  .meta({ id: "ImageList" });
export type ImageList = z.infer<typeof ImageList>;

const ImageApplication = z.object({
  id: z.string(),
  name: z.string(),
  applicationPath: z.string().optional(),
  description: z.string().optional(),
});

/** One image with the catalogs that use it and the applications found on it. */
export const ImageDetail = z
  .object({
    ...Image.shape,
    catalogs: z.array(z.object({ catalogId: z.string(), catalogName: z.string(), state: z.string() })),
    applications: z.array(ImageApplication),
    ...freshness,
  })
  .meta({ id: "ImageDetail" });
export type ImageDetail = z.infer<typeof ImageDetail>;
