import type { CatalogServiceClient, ReadItems, WireImageDetails } from "@catalog-deck/catalogservice";
import type { Image, ImageDetail, ImageList } from "@catalog-deck/contract";
import type { FastifyBaseLogger } from "fastify";
import { LRUCache } from "lru-cache";
import type { Clock } from "../lib/clock.ts";
import { within } from "../lib/within.ts";
import { fingerprintOf, freshnessOf } from "./freshness.ts";
import { imageDetailsFromWire, imageFromWire } from "./image-from-wire.ts";
import { SharedRead } from "./shared-read.ts";
import { standInsFor, UnreadableItemLog } from "./unreadable-items.ts";

const settledMs = 30_000;
const buildingMs = 15_000;
const detailsKept = 200;
/** How long a list of catalogs waits for the VDA versions of their images. */
const versionsPatienceMs = 3_000;
/** Image states that change only when someone does something (citrix-api.md#image). */
const settledStates: ReadonlySet<string> = new Set(["Ready", "Failed", "NotStarted", "AzureResourcesNotFound"]);

export interface ImageReaderOptions {
  clock: Clock;
  log: FastifyBaseLogger;
  client: CatalogServiceClient;
  siteId: () => Promise<string>;
  /** Whether Citrix has no such site any more: only then has it no such list. */
  siteIsGone: () => Promise<boolean>;
}

/** The images of a connection, read from Citrix once for all who ask. */
export class ImageReader {
  readonly #options: ImageReaderOptions;
  readonly #list: SharedRead<ReadItems<Image>>;
  readonly #details = new LRUCache<string, SharedRead<WireImageDetails>>({
    max: detailsKept,
    memoMethod: (imageId) => {
      const { clock, client, siteId } = this.#options;
      return new SharedRead({
        clock,
        read: async () => (await client.getImage(await siteId(), imageId, { purpose: "look" })).data,
        freshForMs: (wire) => imagesPollAfterMs([imageFromWire(wire)]),
      });
    },
  });
  #answer: { key: string; list: ImageList } | undefined;

  constructor(options: ImageReaderOptions) {
    this.#options = options;
    const { clock, log, client, siteId, siteIsGone } = options;
    const noted = new UnreadableItemLog(log, "images");
    this.#list = new SharedRead({
      clock,
      read: async () => {
        const { items, unreadable } = (await client.listImages(await siteId(), { purpose: "watch" })).data;
        noted.see(unreadable);
        return { items: items.map(imageFromWire), unreadable };
      },
      freshForMs: ({ items }) => imagesPollAfterMs(items),
      isGone: siteIsGone,
    });
  }

  /** All images. The same object until something was read again. */
  async list(): Promise<ImageList> {
    const cached = await this.#list.get();
    const now = this.#options.clock.now();
    const key = fingerprintOf(cached, now);
    if (this.#answer?.key === key) return this.#answer.list;
    const { items, unreadable } = cached.value;
    const pollAfterMs = imagesPollAfterMs(items);
    const freshness = freshnessOf(cached, { upstreamStale: false, pollAfterMs, now });
    const standIns = standInsFor(unreadable);
    const list = { items: [...items, ...standIns.items], ...standIns.count, ...freshness };
    this.#answer = { key, list };
    return list;
  }

  /** One image with the catalogs that use it and its applications. */
  async detail(imageId: string): Promise<ImageDetail> {
    const cached = await this.#details.memo(imageId).get();
    const image = imageDetailsFromWire(cached.value);
    const pollAfterMs = imagesPollAfterMs([image]);
    return { ...image, ...freshnessOf(cached, { upstreamStale: false, pollAfterMs, now: this.#options.clock.now() }) };
  }

  /** VDA versions by image id for those who can do without: empty when the images cannot be read. */
  async vdaVersions(): Promise<ReadonlyMap<string, string>> {
    const images = await within(
      this.#list.get().then(
        (cached) => cached.value.items,
        () => [],
      ),
      versionsPatienceMs,
      [],
    );
    return new Map(images.flatMap(({ id, vdaVersion }) => (vdaVersion === undefined ? [] : [[id, vdaVersion]])));
  }

  /** The next who asks gets newly read images. */
  invalidate(): void {
    this.#list.invalidate();
    for (const detail of this.#details.values()) detail.invalidate();
  }
}

/** Milliseconds until images are worth reading again: 15 s while one is being made, else 30 s. */
function imagesPollAfterMs(images: readonly Image[]): number {
  return images.every((image) => settledStates.has(image.state)) ? settledMs : buildingMs;
}
