import type { AuditEntry } from "@catalog-deck/contract";
import { onTestFinished } from "vitest";
import type { OidcConfig } from "../config/oidc.ts";
import { systemClock } from "../lib/clock.ts";
import { BrowserOfPerson } from "./browser-of-person.ts";
import { type DeckOptions, startDeck } from "./deck.ts";
import { clientId, clientSecret, type IdentityProviderOptions, startIdentityProvider } from "./identity-provider.ts";

const deckUrl = "http://127.0.0.1:8080";

/** A deck whose people sign in at a real provider on loopback, and a browser that does so; all closed after the test. */
export async function startDeckWithProvider(
  options: DeckOptions & { provider?: Partial<IdentityProviderOptions>; oidc?: Partial<OidcConfig> | undefined } = {},
) {
  const provider = await startIdentityProvider({ deckUrl, ...options.provider });
  onTestFinished(() => provider.goDown());
  const deck = await startDeck({
    clock: systemClock,
    ...options,
    config: {
      oidc: {
        issuer: new URL(provider.issuer),
        clientId,
        clientSecret,
        roleClaim: "roles",
        adminValues: ["CatalogDeck.Admin"],
        helpdeskValues: ["CatalogDeck.Helpdesk"],
        scopes: "openid profile email",
        ...options.oidc,
      },
      ...options.config,
    },
  });
  const newBrowser = () => new BrowserOfPerson(() => deck.app, provider);
  return {
    deck,
    provider,
    newBrowser,
    browser: newBrowser(),
    /** The audit log, newest first, without the entry of whoever looks. */
    async audit(): Promise<AuditEntry[]> {
      const rows = await deck.store.selectFrom("audit_log").select("entry").orderBy("sequence", "desc").execute();
      return rows.map(({ entry }) => JSON.parse(entry) as AuditEntry);
    },
  };
}
