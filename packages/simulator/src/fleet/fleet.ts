import type {
  WireCatalog,
  WireCatalogList,
  WireCatalogStatus,
  WireImage,
  WireImageDetails,
} from "@catalog-deck/catalogservice";
import type { SimulatorClock } from "../clock.ts";
import { catalogAt, endingOf, type ImageUpdateRun, statusOf } from "../image-update.ts";
import { Refusal } from "../refusal.ts";
import type { UpdateImageOrder } from "../update-body.ts";
import { demoCatalogSeeds } from "./demo-catalogs.ts";
import { demoImageSeeds } from "./demo-images.ts";
import { loadFleetSeed } from "./load.ts";
import type { FleetSeed, StoredCatalog, StoredImage } from "./seeds.ts";

/** Which fleet to simulate: the lifelike demo, or so many catalogs and images for load. */
export type FleetChoice = "demo" | { catalogs: number; images?: number | undefined };

const catalogLimit = 1_000;

/** Fields that a run decides: patching one of them ends the run where it is. */
const fieldsOfRun = new Set(["state", "subState", "imageId", "taskCompletionPercentage", "warnings"]);

/** The catalogs and images of one site, in memory. What it shows is computed from the clock at each question. */
export class Fleet {
  readonly #clock: SimulatorClock;
  readonly #updateDurationMs: number;
  #catalogs = new Map<string, StoredCatalog>();
  #images = new Map<string, StoredImage>();

  constructor(clock: SimulatorClock, updateDurationMs: number, choice: FleetChoice) {
    this.#clock = clock;
    this.#updateDurationMs = updateDurationMs;
    this.reset(choice);
  }

  /** Replaces everything by a newly made fleet with dates relative to the clock's time. */
  reset(choice: FleetChoice): void {
    const seed = this.#seed(choice);
    this.#catalogs = new Map(seed.catalogs.map((stored) => [key(stored.before.id), stored]));
    this.#images = new Map(seed.images.map((stored) => [key(stored.image.id), stored]));
  }

  /** All catalogs as they are now, or were at another time of their last update (milliseconds since 1970). */
  catalogs(at = this.#clock.now()): WireCatalog[] {
    return Array.from(this.#catalogs.values(), (stored) => catalogAt(stored.before, stored.run, at));
  }

  /** The answer of the catalogs list, with the customer's limit. */
  catalogList(at = this.#clock.now()): Omit<WireCatalogList, "unreadable"> {
    const items = this.catalogs(at);
    return {
      items,
      catalogLimit: {
        limit: catalogLimit,
        existingCatalogsCount: items.length,
        serviceState: "Enabled",
        hasLimitReached: items.length >= catalogLimit,
      },
      staleData: false,
    };
  }

  /** One catalog as it is now, or was then. Throws a Refusal with 404 when there is none. */
  catalog(catalogId: string, at = this.#clock.now()): WireCatalog {
    const stored = this.#storedCatalog(catalogId);
    return catalogAt(stored.before, stored.run, at);
  }

  /** What `updateStatus` says of a catalog now, or said then. */
  updateStatus(catalogId: string, at = this.#clock.now()): WireCatalogStatus {
    return statusOf(this.catalog(catalogId, at), this.#storedCatalog(catalogId).run);
  }

  /** The images, with who uses them counted now. */
  images(include: { citrixPrepared: boolean; customerPrepared: boolean }): WireImage[] {
    const users = this.#usersOfImages();
    return Array.from(this.#images.values(), ({ image }) => withUsers(image, users.get(key(image.id)) ?? [])).filter(
      (image) => (image.citrixPrepared ? include.citrixPrepared : include.customerPrepared),
    );
  }

  /** One image with the catalogs that use it and its applications. Throws a Refusal with 404 when there is none. */
  image(imageId: string): WireImageDetails {
    const stored = this.#storedImage(imageId);
    const users = this.#usersOfImages().get(key(imageId)) ?? [];
    return {
      ...withUsers(stored.image, users),
      catalogs: users.map((catalog) => ({
        catalogId: catalog.id,
        catalogName: catalog.name,
        state: catalog.state,
        azureSubscription: catalog.subscriptionName ?? null,
      })),
      applications: stored.applications.map((application) => ({ ...application })),
    };
  }

  /**
   * Starts `$updateImage`. Throws a Refusal: 404 for an unknown catalog, 409 for one that is neither Active nor
   * InputRequired, 400 for a Remote PC catalog and for an image that is unknown or not Ready.
   */
  startImageUpdate(catalogId: string, order: UpdateImageOrder, transactionId: string): void {
    const catalog = this.catalog(catalogId);
    if (catalog.isRemotePcCatalog) {
      throw new Refusal(400, "The machines of a Remote PC catalog are physical PCs; they have no image to update.");
    }
    if (catalog.state !== "Active" && catalog.state !== "InputRequired") {
      throw new Refusal(409, `The catalog is ${catalog.state}; it must be Active or InputRequired.`);
    }
    const image = this.#images.get(key(order.templateId))?.image;
    if (image === undefined) throw new Refusal(400, "There is no image with this TemplateId.");
    if (image.state !== "Ready") throw new Refusal(400, `The image is ${image.state}; it must be Ready.`);
    if (image.citrixPrepared !== order.citrixPrepared) {
      throw new Refusal(400, `CitrixPrepared is ${order.citrixPrepared}, but the image's is ${image.citrixPrepared}.`);
    }
    const run: ImageUpdateRun = {
      startedAtMs: this.#clock.now(),
      durationMs: this.#updateDurationMs,
      pendingMs: this.#updateDurationMs,
      transactionId,
      ending: endingOf(catalog.name, order.vdaUpdateDelay),
      image: { id: image.id, name: image.name, os: image.osName ?? "", isDeprecated: image.isDeprecated === true },
    };
    this.#catalogs.set(key(catalogId), { before: catalog, run });
  }

  /** Changes fields of a catalog at once; a run stops where it is when the patch touches what the run decides. */
  patchCatalog(catalogId: string, fields: Partial<WireCatalog>): void {
    const stored = this.#storedCatalog(catalogId);
    const endsRun = stored.run !== undefined && Object.keys(fields).some((field) => fieldsOfRun.has(field));
    const next: StoredCatalog = endsRun
      ? { before: { ...this.catalog(catalogId), ...fields, id: stored.before.id } }
      : { ...stored, before: { ...stored.before, ...fields, id: stored.before.id } };
    this.#catalogs.set(key(catalogId), next);
  }

  /** Changes fields of an image at once. */
  patchImage(imageId: string, fields: Partial<WireImage>): void {
    const stored = this.#storedImage(imageId);
    this.#images.set(key(imageId), { ...stored, image: { ...stored.image, ...fields, id: stored.image.id } });
  }

  /** Deletes a catalog, whatever it is doing. */
  removeCatalog(catalogId: string): void {
    this.#storedCatalog(catalogId);
    this.#catalogs.delete(key(catalogId));
  }

  /** Deletes an image; catalogs that use it go on naming it. */
  removeImage(imageId: string): void {
    this.#storedImage(imageId);
    this.#images.delete(key(imageId));
  }

  #seed(choice: FleetChoice): FleetSeed {
    const now = this.#clock.now();
    if (choice !== "demo") return loadFleetSeed(choice, now);
    const images = demoImageSeeds(now);
    return { images, catalogs: demoCatalogSeeds(images, now, this.#updateDurationMs) };
  }

  #storedCatalog(catalogId: string): StoredCatalog {
    const stored = this.#catalogs.get(key(catalogId));
    if (stored === undefined) throw new Refusal(404, "There is no such catalog.");
    return stored;
  }

  #storedImage(imageId: string): StoredImage {
    const stored = this.#images.get(key(imageId));
    if (stored === undefined) throw new Refusal(404, "There is no such image.");
    return stored;
  }

  #usersOfImages(): Map<string, WireCatalog[]> {
    const users = new Map<string, WireCatalog[]>();
    for (const catalog of this.catalogs()) {
      if (!catalog.imageId) continue;
      const known = users.get(key(catalog.imageId));
      if (known) known.push(catalog);
      else users.set(key(catalog.imageId), [catalog]);
    }
    return users;
  }
}

/** Ids are found in whatever case they come. */
function key(id: string): string {
  return id.toLowerCase();
}

function withUsers(image: WireImage, users: readonly WireCatalog[]): WireImage {
  return { ...image, linkedCatalogs: users.length, linkedCatalogsNames: users.map((catalog) => catalog.name) };
}
