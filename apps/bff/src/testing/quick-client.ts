import type { CatalogServiceClient } from "@catalog-deck/catalogservice";

type ClientOptions = ConstructorParameters<typeof CatalogServiceClient>[0];
type Room = typeof import("@catalog-deck/catalogservice");

/** What clients made from now on are given instead of their own times, so that no test waits for long. */
export const clientSettings: Pick<ClientOptions, "timeouts" | "retry"> = { retry: { baseDelayMs: 1 } };

/** The room of the client with one whose times `clientSettings` decides: for `vi.mock`, and the client's own otherwise. */
export function withQuickClient(room: Room): Room {
  class QuickClient extends room.CatalogServiceClient {
    constructor(options: ClientOptions) {
      super({ ...options, ...clientSettings });
    }
  }
  return { ...room, CatalogServiceClient: QuickClient };
}
