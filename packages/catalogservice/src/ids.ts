import { type ReadItems, withoutTwins } from "./item-list.ts";
import type { WireCatalog, WireCatalogList, WireImage, WireImageDetails, WireSite } from "./wire.ts";

/** More than a customer may have of any kind (citrix-api.md#operations). */
const mostKept = 10_000;

/** The form in which ids are compared: Citrix may spell one id in capitals here and in small letters there. */
export function normalId(id: string): string {
  return id.toLowerCase();
}

/** How Citrix spells the ids of one kind. An id that has not been read since the start goes out as it is given. */
class Spellings {
  readonly #known = new Map<string, string>();

  /** The normal form of an id that Citrix has sent, whose spelling is remembered. */
  learn(spelled: string): string {
    const id = normalId(spelled);
    this.#known.delete(id);
    if (spelled !== id) this.#known.set(id, spelled);
    const [oldest] = this.#known.size > mostKept ? this.#known.keys() : [];
    if (oldest !== undefined) this.#known.delete(oldest);
    return id;
  }

  /** The id as Citrix spells it. */
  of(id: string): string {
    return this.#known.get(normalId(id)) ?? id;
  }
}

/**
 * The ids that Citrix has sent. Everything outside this package knows only their normal form; what goes back to Citrix is
 * spelled as Citrix itself did last.
 */
export class KnownIds {
  readonly sites = new Spellings();
  readonly catalogs = new Spellings();
  readonly images = new Spellings();

  siteList(read: ReadItems<WireSite>): ReadItems<WireSite> {
    const id = (spelled: string) => this.sites.learn(spelled);
    return withoutTwins(read, { id, item: (site) => ({ ...site, id: id(site.id) }) });
  }

  catalogList(list: WireCatalogList): WireCatalogList {
    const id = (spelled: string) => this.catalogs.learn(spelled);
    return { ...list, ...withoutTwins(list, { id, item: (catalog) => this.catalog(catalog) }) };
  }

  /** The image's id is not learned: an update names an image as the list of images spells it. */
  catalog(catalog: WireCatalog): WireCatalog {
    const { id, imageId } = catalog;
    return { ...catalog, id: this.catalogs.learn(id), ...(imageId ? { imageId: normalId(imageId) } : {}) };
  }

  imageList(read: ReadItems<WireImage>): ReadItems<WireImage> {
    const id = (spelled: string) => this.images.learn(spelled);
    return withoutTwins(read, { id, item: (image) => ({ ...image, id: id(image.id) }) });
  }

  imageDetails(image: WireImageDetails): WireImageDetails {
    const catalogs = image.catalogs?.map((user) => ({ ...user, catalogId: normalId(user.catalogId) }));
    return { ...image, id: this.images.learn(image.id), ...(catalogs && { catalogs }) };
  }
}
