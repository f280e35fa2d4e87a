import {
  type CallPurpose,
  CatalogServiceError,
  type ReadItems,
  type WireCatalog,
  type WireImage,
} from "@catalog-deck/catalogservice";
import type { Catalog, Image, ImageUpdateRequest, UpdateRule } from "@catalog-deck/contract";
import { checkEligibility, factInWords } from "@catalog-deck/domain";
import { catalogFromWire } from "../citrix/catalog-from-wire.ts";
import type { CitrixConnection } from "../citrix/connection.ts";
import { imageFromWire } from "../citrix/image-from-wire.ts";
import { HttpProblem } from "../http/http-problem.ts";
import type { Authority } from "../identity/authority.ts";
import type { Requester } from "../identity/requester.ts";
import type { Store } from "../store/database.ts";
import { findBlockingUpdate, findImageUpdate } from "../store/image-updates.ts";
import type { UpdateScope } from "../store/site-key.ts";
import { demandStartsAllowed } from "./start-nothing.ts";

/** Who asks for an image update, and with what. `key` is the Idempotency-Key. */
export interface StartRequest extends Pick<Requester, "actor">, Partial<Omit<Requester, "actor">> {
  connection: CitrixConnection;
  catalogId: string;
  key: string;
  body: ImageUpdateRequest;
  /** Asked again when the intent is committed and right before the first byte is sent. */
  authority: Authority;
  /** The rollout that it belongs to. Its key belongs to the rollout then, not to the person. */
  rolloutId?: string;
  /** Images that were read for this request and others with it; else they are read for it alone. */
  images?: SharedImages;
}

/** What a request is checked against: read from Citrix for this request, never from a cache. */
export interface FreshFacts {
  siteId: string;
  catalog: Catalog;
  image: Image;
  currentImage: Image | undefined;
  /** Undefined while nothing says whether Citrix answers from an old copy. */
  staleData: boolean | undefined;
}

/**
 * Reads the catalog and the images now. Throws the client's error when Citrix cannot be read, a 404 problem for an
 * unknown catalog and a 422 problem naming `imageId` for an unknown image. `purpose`: whether an update depends on the answer, or it only shows
 * what would happen.
 */
export async function readFreshFacts(
  connection: CitrixConnection,
  catalogId: string,
  imageId: string,
  purpose: CallPurpose = "update",
  images: SharedImages = sharedImages(connection, purpose),
): Promise<FreshFacts> {
  const siteId = await connection.siteId();
  const [{ data }] = await Promise.all([
    connection.client.getCatalog(siteId, catalogId, { purpose }),
    images.list(siteId),
  ]);
  return await freshFactsOf(connection, { siteId, wire: data, imageId, images });
}

/** Images read now, each question asked once however many updates depend on the answer. */
export interface SharedImages {
  list(siteId: string): Promise<ReadItems<WireImage>>;
  /** Undefined where Citrix gives no answer. */
  details(siteId: string, imageId: string): Promise<WireImage | undefined>;
}

/** Begins to read when it is asked first. */
export function sharedImages(connection: CitrixConnection, purpose: CallPurpose): SharedImages {
  let list: Promise<ReadItems<WireImage>> | undefined;
  const details = new Map<string, Promise<WireImage | undefined>>();
  return {
    list: (siteId) => {
      list ??= connection.client.listImages(siteId, { purpose }).then(({ data }) => data);
      return list;
    },
    details: (siteId, imageId) => {
      const reading = details.get(imageId) ?? imageDetails(connection, siteId, imageId, purpose);
      details.set(imageId, reading);
      return reading;
    },
  };
}

/** What a request is checked against, from a catalog that was read now. Throws as `readFreshFacts` does. */
export async function freshFactsOf(
  connection: CitrixConnection,
  read: { siteId: string; wire: WireCatalog; imageId: string; images: SharedImages },
): Promise<FreshFacts> {
  const { siteId, wire, imageId } = read;
  const { items: images, unreadable } = await read.images.list(siteId);
  const wireImage = images.find((image) => image.id === imageId);
  if (wireImage === undefined && unreadable.some((image) => image.id === imageId)) {
    const fact = { code: "rule-image-unreadable", params: {} } as const;
    const rule = { code: "image-unreadable", severity: "block", message: factInWords(fact), fact } as const;
    throw violated("rules-block", [rule]);
  }
  if (wireImage === undefined) {
    const errors = [{ field: "imageId", message: "must be an image that Citrix Cloud lists" }];
    throw new HttpProblem(422, "invalid-request", "image-unknown", { errors });
  }
  const catalog = catalogFromWire(wire);
  const listed = images.find((image) => image.id === catalog.imageId);
  const wireCurrent = listed?.osPlatform
    ? listed
    : (catalog.imageId && (await read.images.details(siteId, catalog.imageId))) || listed;
  const currentImage = wireCurrent === undefined ? undefined : imageFromWire(wireCurrent);
  const withVersion =
    currentImage?.vdaVersion === undefined ? catalog : { ...catalog, imageVdaVersion: currentImage.vdaVersion };
  const staleData = connection.catalogs.lastListWasStale();
  return { siteId, catalog: withVersion, image: imageFromWire(wireImage), currentImage, staleData };
}

/** The image in use by itself, where the list lacks it. Without an answer its facts stay missing, and the rules say so. */
async function imageDetails(
  { client }: CitrixConnection,
  siteId: string,
  imageId: string,
  purpose: CallPurpose,
): Promise<WireImage | undefined> {
  try {
    return (await client.getImage(siteId, imageId, { purpose })).data;
  } catch (error) {
    if (error instanceof CatalogServiceError) return undefined;
    throw error;
  }
}

export interface WantedUpdate {
  connection: CitrixConnection;
  catalogId: string;
  body: ImageUpdateRequest;
}

/**
 * Every check that comes between a request and its being sent, for the request itself and for its dry run. Throws the
 * problem, or the Citrix client's error while updates are held back; nothing is sent and nothing written.
 */
export async function refuseUnlessStartable(store: Store, wanted: WantedUpdate, facts: FreshFacts): Promise<void> {
  await demandStartsAllowed(store, wanted.connection.id);
  await refuseWhileBusy(store, wanted.connection.updateScope(facts.siteId), facts.catalog);
  refuseUnlessAllowed(facts, wanted.body);
  await refuseWrongRollback(store, wanted);
  wanted.connection.client.checkImageUpdateMayBeSent();
}

/** Throws a 409 problem while an update of the catalog that was started here has not ended. */
export async function refuseWhileBusy(
  store: Store,
  scope: UpdateScope,
  { id, name }: Pick<Catalog, "id" | "name">,
): Promise<void> {
  const blocking = await findBlockingUpdate(store, scope, id);
  if (blocking === undefined) return;
  throw new HttpProblem(
    409,
    "catalog-busy",
    {
      code: "update-under-way",
      params: { catalog: name, image: blocking.to_image_name ?? "-", name: blocking.requested_by_name ?? "-" },
    },
    { updateId: blocking.id },
  );
}

/**
 * Throws the problem that stands in the way of a request: 409 while the catalog is being worked on, 412 when it is not
 * on the image that the person saw, 422 with the rules that block it or whose warning was not acknowledged.
 */
function refuseUnlessAllowed(facts: FreshFacts, body: ImageUpdateRequest): void {
  const problem = problemWhileProcessing(facts) ?? problemWhenChanged(facts, body);
  if (problem !== undefined) throw problem;
  const acknowledged = new Set(body.acknowledgedWarnings);
  const rules = checkEligibility(facts);
  const blocks = rules.filter((rule) => rule.severity === "block");
  if (blocks.length > 0) throw violated("rules-block", blocks);
  const open = rules.filter((rule) => rule.severity === "warn" && !acknowledged.has(rule.code));
  if (open.length > 0) throw violated("warnings-open", open);
}

/** Throws a 422 problem when the request says that it takes an update back which it does not. */
async function refuseWrongRollback(store: Store, { catalogId, body }: WantedUpdate): Promise<void> {
  if (body.rollsBack === undefined) return;
  const taken = await findImageUpdate(store, body.rollsBack);
  if (taken?.catalog_id === catalogId && taken.from_image_id === body.imageId) return;
  const message = "must be an update of this catalog that began on that image";
  throw new HttpProblem(422, "invalid-request", "not-taken-back", { errors: [{ field: "rollsBack", message }] });
}

/** The 409 problem while Citrix works on the catalog. */
export function problemWhileProcessing({ catalog }: FreshFacts): HttpProblem | undefined {
  if (catalog.state !== "Processing") return undefined;
  return new HttpProblem(409, "catalog-busy", { code: "catalog-processing", params: { catalog: catalog.name } });
}

/** The 412 problem when the catalog is not on the image that the person saw. */
export function problemWhenChanged(facts: FreshFacts, body: ImageUpdateRequest): HttpProblem | undefined {
  const { catalog, currentImage } = facts;
  if ((catalog.imageId ?? null) === body.expectedImageId) return undefined;
  const image = catalog.templateImageName ?? currentImage?.name ?? catalog.imageId;
  const fact =
    image === undefined
      ? ({ code: "catalog-on-no-image", params: { catalog: catalog.name } } as const)
      : ({ code: "catalog-on-other-image", params: { catalog: catalog.name, image } } as const);
  return new HttpProblem(412, "catalog-changed", fact);
}

function violated(fact: "rules-block" | "warnings-open", rules: UpdateRule[]): HttpProblem {
  return new HttpProblem(422, "rules-violated", fact, { rules });
}
