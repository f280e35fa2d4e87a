import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Role } from "@catalog-deck/contract";
import { describe, expect, test } from "vitest";
import { type OidcConfig, readOidc } from "../config/oidc.ts";
import { startDeckWithProvider } from "../testing/deck-with-provider.ts";
import { loggerOfTest } from "../testing/logged-lines.ts";

type Claims = Record<string, unknown>;

/** What a provider sends for a person, in its own shape; issuer, audience, times and subject are the test provider's. */
interface Recorded {
  provider: string;
  oidc: Pick<OidcConfig, "adminValues" | "helpdeskValues">;
  idToken: Claims;
  userInfo?: Claims;
  role: Role;
  displayName: string;
}

const appRoles = { adminValues: ["CatalogDeck.Admin"], helpdeskValues: ["CatalogDeck.Helpdesk"] };
const people = { adminValues: ["ada@example.com"], helpdeskValues: ["hedy@example.com", "hal@example.com"] };

/** By the provider's name in identity-provider.md, which has the name of the claim. */
const recorded: Recorded[] = [
  {
    provider: "Entra ID",
    oidc: appRoles,
    idToken: {
      aio: "AWQAm/8ZAAAA",
      name: "Ada Lovelace",
      oid: "690222be-ff1a-4d56-abd1-7e4f7d38e474",
      preferred_username: "ada@example.com",
      rh: "0.AXoAq4LkJrcaUEmF9_2aPfp1N",
      roles: ["CatalogDeck.Admin"],
      sid: "001b7d6a-2c9f-4a53-9a0e-6b1fd9c5d0b1",
      tid: "26e482ab-1ab7-4950-85f7-fd9a3dfa7537",
      uti: "fqiBqXLPj0eQa82S-IYFAA",
      ver: "2.0",
    },
    // Microsoft Graph's, which has no roles.
    userInfo: { name: "Ada Lovelace", family_name: "Lovelace", given_name: "Ada", email: "ada@example.com" },
    role: "admin",
    displayName: "Ada Lovelace",
  },
  {
    provider: "Keycloak, realm roles",
    oidc: { adminValues: ["deck-admin"], helpdeskValues: ["deck-helpdesk"] },
    idToken: {
      typ: "ID",
      acr: "1",
      sid: "b2f5a2d4-8a4f-4e0e-9d3b-3a3a7c0e6d0f",
      email_verified: true,
      realm_access: { roles: ["default-roles-example", "offline_access", "deck-helpdesk", "uma_authorization"] },
      name: "Hedy Lamarr",
      preferred_username: "hedy",
      given_name: "Hedy",
      family_name: "Lamarr",
      email: "hedy@example.com",
    },
    role: "helpdesk",
    displayName: "Hedy Lamarr",
  },
  {
    provider: "Keycloak, client roles",
    oidc: { adminValues: ["admin"], helpdeskValues: ["helpdesk"] },
    idToken: { typ: "ID", acr: "1", sid: "b2f5a2d4", email_verified: false, preferred_username: "ada" },
    // With the mapper's "Add to userinfo" alone. Another client's roles of the same name are not ours.
    userInfo: {
      email_verified: false,
      preferred_username: "ada",
      realm_access: { roles: ["default-roles-example"] },
      resource_access: { account: { roles: ["admin"] }, "catalog-deck": { roles: ["helpdesk"] } },
    },
    role: "helpdesk",
    displayName: "ada",
  },
  {
    provider: "Okta",
    oidc: { adminValues: ["Catalog Deck Admins"], helpdeskValues: ["Catalog Deck Helpdesk"] },
    // Beside an access token Okta's ID token is a thin one: what scopes ask for is in UserInfo.
    idToken: {
      ver: 1,
      jti: "ID.LPQaDhnBhZ9wy-B5BvamTBs7E2C8EzXuLA5P8Uyx-IE",
      amr: ["mfa", "otp", "pwd"],
      idp: "00oixa26ycdNcX0VT0h7",
      auth_time: 1_574_117_006,
      preferred_username: "ada@example.com",
    },
    userInfo: {
      name: "Ada Lovelace",
      locale: "en_US",
      email: "ada@example.com",
      email_verified: true,
      preferred_username: "ada@example.com",
      given_name: "Ada",
      family_name: "Lovelace",
      zoneinfo: "America/Los_Angeles",
      updated_at: 1_574_117_000,
      groups: ["Everyone", "Catalog Deck Admins"],
    },
    role: "admin",
    displayName: "Ada Lovelace",
  },
  {
    provider: "Auth0",
    oidc: { adminValues: ["Catalog Deck admin"], helpdeskValues: ["Catalog Deck helpdesk"] },
    idToken: {
      "https://deck.example.com/roles": ["Catalog Deck helpdesk"],
      nickname: "hedy",
      name: "Hedy Lamarr",
      picture: "https://s.gravatar.com/avatar/98f0cb1f616d3238ac09c72ea4085d4e?s=480&r=pg",
      updated_at: "2026-11-20T13:39:55.576Z",
      email: "hedy@example.com",
      email_verified: true,
      sid: "wXcVd7ADkY0hvdjTnjDbSmQmAwzMhGRf",
    },
    role: "helpdesk",
    displayName: "Hedy Lamarr",
  },
  {
    provider: "Google",
    oidc: people,
    idToken: {
      azp: "live",
      hd: "example.com",
      email: "ada@example.com",
      email_verified: true,
      name: "Ada Lovelace",
      picture: "https://lh3.googleusercontent.com/a/ACg8ocK=s96-c",
      given_name: "Ada",
      family_name: "Lovelace",
    },
    role: "admin",
    displayName: "Ada Lovelace",
  },
  {
    provider: "AD FS",
    oidc: appRoles,
    // A claim with one value is a text.
    idToken: {
      auth_time: 1_574_117_006,
      unique_name: String.raw`EXAMPLE\ada`,
      upn: "ada@example.com",
      sid: "S-1-5-21-1004336348-1177238915-682003330-1104",
      role: "CatalogDeck.Admin",
      apptype: "Confidential",
      appid: "fe56f061-c689-45e8-af8d-b8fdf5d1e60f",
      authmethod: "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport",
      ver: "1.0",
      scp: "allatclaims openid",
    },
    userInfo: {},
    role: "admin",
    displayName: "ada@example.com",
  },
];

const documented = readFileSync(join(import.meta.dirname, "../../docs/identity-provider.md"), "utf8");
const rows = [...documented.matchAll(/^\| ([^|]+) \| `(https:[^`]+)` \| `([^`]+)` \|.*$/gm)].map(
  ([, provider = "", issuer = "", roleClaim = ""]) => ({ provider, issuer, roleClaim }),
);
const claimOf = (provider: string) =>
  rows.find((row) => row.provider === provider)?.roleClaim.replace("<client id>", "catalog-deck") ?? "";

/** What of a token has to fit the sign-in. */
const ofTestProvider = new Set(["iss", "aud", "sub", "iat", "exp", "nonce", "at_hash"]);

/** A deck that is set up for a provider as the document says, whose provider answers in that one's shape. */
async function setUpFor({ provider: name, oidc, idToken, userInfo }: Omit<Recorded, "role" | "displayName">) {
  const { logger, warnings } = loggerOfTest();
  const setting = await startDeckWithProvider({ logger, oidc: { ...oidc, roleClaim: claimOf(name) } });
  const { provider } = setting;
  let subject: unknown;
  provider.tamper = (claims) => {
    subject = claims.sub;
    const own = Object.fromEntries(Object.entries(claims).filter(([name]) => ofTestProvider.has(name)));
    return { claims: { ...idToken, ...own, ...("azp" in idToken && { azp: claims.aud }) } };
  };
  provider.intercept = (request, response) => {
    if (userInfo === undefined || request.url !== "/me") return false;
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ sub: subject, ...userInfo }));
    return true;
  };
  return { ...setting, warnings };
}

describe("a provider's tokens, in the shape that it sends", () => {
  test.each(recorded)("$provider: $displayName becomes $role", async ({ role, displayName, ...one }) => {
    const { browser } = await setUpFor(one);
    expect((await browser.signIn("ada")).headers.location).toBe("/");
    expect((await browser.deck("/api/session")).json()).toMatchObject({ user: { displayName, role } });
  });

  test.each(recorded)(
    "$provider: whose values are others has no role",
    async ({ role: _, displayName: __, ...one }) => {
      const oidc = { adminValues: ["somebody-else"], helpdeskValues: ["nobody"] };
      const { browser } = await setUpFor({ ...one, oidc });
      expect((await browser.signIn("ada")).headers.location).toMatch(/^\/sign-in\?problem=no-role/);
    },
  );

  test("AD FS sends several values as a list", async () => {
    const idToken = { unique_name: String.raw`EXAMPLE\hedy`, role: ["Domain Users", "CatalogDeck.Helpdesk"] };
    const { browser } = await setUpFor({ provider: "AD FS", oidc: appRoles, idToken, userInfo: {} });
    await browser.signIn("ada");
    expect((await browser.deck("/api/session")).json()).toMatchObject({
      user: { displayName: String.raw`EXAMPLE\hedy`, role: "helpdesk" },
    });
  });
});

test.each([false, undefined, "false"])(
  "an e-mail address gives no role when the provider says of its verification: %j",
  async (email_verified) => {
    const idToken = { email: "ada@example.com", email_verified, name: "Mallory" };
    const { browser, warnings } = await setUpFor({ provider: "Google", oidc: people, idToken });
    expect((await browser.signIn("ada")).headers.location).toMatch(/^\/sign-in\?problem=no-role/);
    expect(warnings()).toMatchObject([{ roleClaim: "email", msg: expect.stringContaining("not verified") }]);
  },
);

test("the provider is asked for the scopes that are configured", async () => {
  const { browser } = await startDeckWithProvider({ oidc: { scopes: "openid profile email groups" } });
  const { headers } = await browser.deck("/api/auth/oidc/start");
  expect(new URL(String(headers.location)).searchParams.get("scope")).toBe("openid profile email groups");
});

test("the document has a row for each provider, whose settings start the server", () => {
  expect(rows.map(({ provider }) => provider)).toEqual(recorded.map(({ provider }) => provider));
  for (const { issuer, roleClaim } of rows) {
    const env = {
      OIDC_ISSUER: issuer.replaceAll(/<[^>]+>/g, "some-name"),
      OIDC_CLIENT_ID: "catalog-deck",
      OIDC_CLIENT_SECRET: "secret",
      OIDC_ROLE_CLAIM: roleClaim,
      OIDC_ADMIN_VALUES: "a",
      OIDC_HELPDESK_VALUES: "b",
    };
    expect(readOidc(env)).toMatchObject({ roleClaim, issuer: new URL(env.OIDC_ISSUER) });
  }
});
