import type { CatalogServiceClient } from "@catalog-deck/catalogservice";

type ClientOptions = ConstructorParameters<typeof CatalogServiceClient>[0];
type ClientSettings = Pick<ClientOptions, "timeouts" | "retry">;
type Room = typeof import("@catalog-deck/catalogservice");

/** The client's own time-outs, and retries that follow at once. */
export const patient: ClientSettings = { retry: { baseDelayMs: 1 } };

/** What clients made from now on are given instead of their own times, so that no test waits for long. */
export let clientSettings: ClientSettings = { ...patient };

/** Gives the clients that are made from now on these times. */
export function giveClients(settings: ClientSettings): void {
  clientSettings = settings;
}

/** The room of the client with one whose times `clientSettings` decides: for `vi.mock`, and the client's own otherwise. */
export function withQuickClient(room: Room): Room {
  class QuickClient extends room.CatalogServiceClient {
    constructor(options: ClientOptions) {
      super({ ...options, ...clientSettings });
    }
  }
  return { ...room, CatalogServiceClient: QuickClient };
}
