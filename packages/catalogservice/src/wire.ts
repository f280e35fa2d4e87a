/**
 * What Citrix Cloud's trust service and catalog service send and take (citrix-api.md#operations, citrix-api.md#models).
 *
 * Read tolerantly: unknown fields pass through, every enum is an open string, what may be absent may also be null, and
 * a field that is not needed counts as absent when its value is of another type. Required are only the fields without
 * which a catalog or image could be mistaken for another, or a wrong request be sent: a missing one is an unreadable
 * answer, never a guessed value. Lists are read item by item: what cannot be read stands in `unreadable`.
 */
import { z } from "zod";
import { itemsOf, optionalItems, type ReadItems } from "./item-list.ts";

const text = z.string().nullish().catch(undefined);
const count = z.number().nullish().catch(undefined);
const flag = z.boolean().nullish().catch(undefined);

export const WireSite = z.looseObject({ id: z.string().min(1), displayName: text });
export type WireSite = z.infer<typeof WireSite>;

export const WireSiteList = z.looseObject({ items: itemsOf(WireSite) }).transform(({ items }) => items);

/** `type` is Citrix's word, such as `ImageRollback` or `PendingVdaUpdate`. */
export const WireCatalogWarning = z.looseObject({
  type: z.string(),
  isDismissible: flag,
  warningMessage: text,
  isError: flag,
});
export type WireCatalogWarning = z.infer<typeof WireCatalogWarning>;

export const WireCatalog = z.looseObject({
  id: z.string().min(1),
  name: z.string(),
  state: z.string(),
  subState: text,
  statusMessage: text,
  extraInfo: text,
  transactionId: text,
  warnings: optionalItems(WireCatalogWarning),
  taskCompletionPercentage: count,
  lastModifiedTime: text,
  // Of another type it would count as no image.
  imageId: z.string().nullish(),
  templateImageName: text,
  templateImageOs: text,
  sessionSupport: text,
  allocationType: text,
  persistStaticAllocatedVmDisks: flag,
  totalMachinesInCatalog: count,
  numOfUsers: count,
  maxNumOfUsers: count,
  region: text,
  subscriptionId: text,
  subscriptionName: text,
  resourceGroup: text,
  vmTypeInstanceType: text,
  domainJoined: flag,
  domainName: text,
  domainServiceAccount: text,
  isAzureAdJoined: flag,
  storeFrontUrl: text,
  offeringId: text,
  offeringIdApp: text,
  offeringIdDesktop: text,
  deliveryGroupId: text,
  advanced: flag,
  catalogType: text,
  isRemotePcCatalog: flag,
});
export type WireCatalog = z.infer<typeof WireCatalog>;

const WireSubLimit = z.looseObject({
  limit: count,
  existingCatalogsCount: count,
  hasLimitReached: flag,
  maxVdaCount: count,
  maxVdaPerSubscription: count,
});

const WireCatalogLimit = z.looseObject({
  limit: count,
  existingCatalogsCount: count,
  serviceState: text,
  hasLimitReached: flag,
  citrixManagedLimit: WireSubLimit.nullish().catch(undefined),
  byoaLimit: WireSubLimit.nullish().catch(undefined),
});

/** `staleData` true: the service itself answers from an old copy. */
export const WireCatalogList = z
  .looseObject({
    items: itemsOf(WireCatalog),
    catalogLimit: WireCatalogLimit.nullish().catch(undefined),
    maxCatalogVdas: count,
    staleData: flag,
  })
  .transform(({ items: read, ...list }) => ({ ...list, ...read }));
export type WireCatalogList = z.infer<typeof WireCatalogList>;

/** `startedAt` is ISO 8601; `estimatedTimeInMinute` is the estimated total duration in minutes. */
export const WireCatalogStatus = z.looseObject({
  state: z.string(),
  subState: text,
  warnings: optionalItems(WireCatalogWarning),
  statusMessage: text,
  catalogErrorDetails: z.unknown().optional(),
  transactionId: text,
  extraInfo: text,
  startedAt: text,
  estimatedTimeInMinute: count,
});
export type WireCatalogStatus = z.infer<typeof WireCatalogStatus>;

/** Only an image whose `state` is `Ready` may be used by a catalog. */
export const WireImage = z.looseObject({
  id: z.string().min(1),
  name: z.string(),
  state: z.string(),
  subState: text,
  status: text,
  extraInfo: text,
  statusMessageId: text,
  sessionSupport: text,
  osPlatform: text,
  osName: text,
  osVersion: text,
  isServerOs: flag,
  vdaVersion: text,
  citrixPrepared: z.boolean(),
  isDeprecated: flag,
  region: text,
  subscriptionId: text,
  subscriptionName: text,
  resourceGroup: text,
  storageAccount: text,
  notes: text,
  transactionId: text,
  createdDate: text,
  finalizedDate: text,
  diskSizeInGB: count,
  hyperVGen: text,
  startedAt: text,
  estimatedTimeInMinute: count,
  linkedCatalogs: count,
  linkedCatalogsNames: optionalItems(z.string()),
});
export type WireImage = z.infer<typeof WireImage>;

export const WireImageList = z.looseObject({ items: itemsOf(WireImage) }).transform(({ items }) => items);
export type WireImageList = ReadItems<WireImage>;

const WireImageCatalog = z.looseObject({
  catalogId: z.string(),
  catalogName: z.string(),
  state: z.string(),
  azureSubscription: text,
});

const WireImageApplication = z.looseObject({
  id: z.string(),
  name: z.string(),
  applicationPath: text,
  workingDirectory: text,
  description: text,
  compressedb64Icon: text,
  commandLineParams: text,
});

/** One image with the catalogs that use it and the applications found on it. */
export const WireImageDetails = z.looseObject({
  ...WireImage.shape,
  catalogs: optionalItems(WireImageCatalog),
  applications: optionalItems(WireImageApplication),
});
export type WireImageDetails = z.infer<typeof WireImageDetails>;

/** `expires_in` is in seconds, in the documents as a string. */
export const WireTokenAnswer = z.looseObject({
  token_type: text,
  // Anything else could not stand in a header.
  access_token: z.string().regex(/^[\x21-\x7e]+$/),
  expires_in: z.union([z.string().regex(/^\d+(\.\d+)?$/), z.number().nonnegative()]),
});
export type WireTokenAnswer = z.infer<typeof WireTokenAnswer>;

/**
 * The body of `$updateImage`, with the guide's PascalCase keys. `VdaUpdateDelay` is in minutes, -1 for natural reboot.
 */
export const WireUpdateImageBody = z.looseObject({
  TemplateId: z.string().min(1),
  CitrixPrepared: z.boolean(),
  VdaUpdateDelay: z.int32().min(-1),
  WarningTitle: z.string().optional(),
  WarningMessage: z.string().optional(),
});
export type WireUpdateImageBody = z.infer<typeof WireUpdateImageBody>;
