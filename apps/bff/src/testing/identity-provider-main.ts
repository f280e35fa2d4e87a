/**
 * The tests' identity provider as a process of its own: for the journeys, and for trying sign-in by hand.
 * Arguments: Catalog Deck's address as browsers know it (http://127.0.0.1:8080), and the provider's port (any free one).
 */
import { clientId, clientSecret, startIdentityProvider } from "./identity-provider.ts";

const [deckUrl = "http://127.0.0.1:8080", port = "0"] = process.argv.slice(2);
const provider = await startIdentityProvider({ deckUrl, port: Number(port) });
process.once("SIGTERM", () => void provider.goDown());

console.log(`The identity provider is ready: ${provider.issuer}`);
console.log("Start Catalog Deck with:");
const settings = {
  OIDC_ISSUER: provider.issuer,
  OIDC_CLIENT_ID: clientId,
  OIDC_CLIENT_SECRET: clientSecret,
  OIDC_ROLE_CLAIM: "roles",
  OIDC_ADMIN_VALUES: "CatalogDeck.Admin",
  OIDC_HELPDESK_VALUES: "CatalogDeck.Helpdesk",
  PUBLIC_URL: deckUrl,
};
for (const [name, value] of Object.entries(settings)) console.log(`  export ${name}=${value}`);
