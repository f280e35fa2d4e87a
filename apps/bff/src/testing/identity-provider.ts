import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from "jose";
import { type ClientAuthMethod, type Configuration, Provider } from "oidc-provider";
import { answerInteraction, signOutPage } from "./identity-provider-pages.ts";
import { claimsOf } from "./identity-provider-people.ts";

export const clientId = "catalog-deck";
export const clientSecret = "client-secret-of-the-deck-at-its-provider";

export interface IdentityProviderOptions {
  /** Catalog Deck's address, as browsers know it. */
  deckUrl: string;
  /** Where Catalog Deck takes logout tokens; by default at `deckUrl`. */
  logoutUrl?: string;
  /** 0: any free port. */
  port?: number;
  /** Where roles are told; UserInfo alone is what OpenID Connect asks for. */
  claimsIn?: "id-token" | "userinfo";
  /** The one way in which the client may tell its secret; `client_secret_post` by default. */
  clientAuth?: ClientAuthMethod;
  /** The ways that its metadata lists; all unless told. */
  listedAuth?: ClientAuthMethod[];
}

interface SigningKey {
  kid: string;
  privateKey: CryptoKey;
  jwk: JWK;
}

/** Changes an ID token before it is signed; may choose another key or `none`. */
export type Tamper = (claims: JWTPayload) => { claims: JWTPayload; unsigned?: boolean; foreignKey?: boolean };

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

/** A real OpenID provider (oidc-provider) on loopback, and what tests need to misuse it. */
export class TestIdentityProvider {
  readonly #options: IdentityProviderOptions;
  readonly #server: Server;
  #listener: Listener = (_request, response) => response.writeHead(503).end();
  issuer = "";
  key: SigningKey;
  /** What reached the token endpoint. */
  readonly tokenRequests: { form: Record<string, string>; authorization: string }[] = [];
  /** Answers requests instead of the provider; true when it has. */
  intercept: ((request: IncomingMessage, response: ServerResponse) => boolean) | undefined;
  /** Changes the ID tokens of the token endpoint. */
  tamper: Tamper | undefined;

  constructor(options: IdentityProviderOptions, key: SigningKey) {
    this.#options = options;
    this.key = key;
    this.#server = createServer((request, response) => {
      if (this.intercept?.(request, response) !== true) this.#listener(request, response);
    });
  }

  /** Answers at its address; at a free port the first time, where none is given. */
  async comeUp(): Promise<void> {
    const port = this.issuer === "" ? (this.#options.port ?? 0) : Number(new URL(this.issuer).port);
    await new Promise<void>((resolve) => this.#server.listen(port, "localhost", resolve));
    this.issuer = `http://localhost:${(this.#server.address() as AddressInfo).port}`;
    this.#renew();
  }

  /** Nothing answers at its address any more. */
  async goDown(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  /** Signs from now on with another key; the old one is gone. */
  async rotateKey(kid: string): Promise<void> {
    this.key = await newKey(kid);
    this.#renew();
  }

  /** A token as the provider would sign it. */
  sign(claims: JWTPayload, header: { typ?: string; kid?: string } = {}, key = this.key): Promise<string> {
    return new SignJWT(claims).setProtectedHeader({ alg: "RS256", kid: key.kid, ...header }).sign(key.privateKey);
  }

  #renew(): void {
    const oidc = new Provider(this.issuer, configurationOf(this.key, this.#options));
    oidc.use(async (context, next) => {
      if (context.path.startsWith("/interaction/")) return answerInteraction(oidc, context);
      await next();
      if (context.path === "/token") await this.#afterToken(context as unknown as TokenContext);
    });
    this.#listener = oidc.callback();
  }

  async #afterToken({ body, headers, oidc }: TokenContext): Promise<void> {
    this.tokenRequests.push({ form: { ...oidc?.body }, authorization: headers.authorization ?? "" });
    if (this.tamper === undefined || body?.id_token === undefined) return;
    const claims = JSON.parse(Buffer.from(body.id_token.split(".")[1] ?? "", "base64url").toString()) as JWTPayload;
    const changed = this.tamper(claims);
    const key = changed.foreignKey === true ? await newKey(this.key.kid) : this.key;
    body.id_token = changed.unsigned === true ? unsigned(changed.claims) : await this.sign(changed.claims, {}, key);
  }
}

interface TokenContext {
  body?: { id_token?: string };
  headers: { authorization?: string };
  oidc?: { body?: Record<string, string> };
}

/** Every provider's first key; making one takes a moment. */
let firstKey: Promise<SigningKey> | undefined;

/** Starts it on `localhost`: to a browser another site than a deck on 127.0.0.1. The caller lets it go down. */
export async function startIdentityProvider(options: IdentityProviderOptions): Promise<TestIdentityProvider> {
  firstKey ??= newKey("key-1");
  const provider = new TestIdentityProvider(options, await firstKey);
  await provider.comeUp();
  return provider;
}

function unsigned(claims: JWTPayload): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ alg: "none" })}.${part(claims)}.`;
}

async function newKey(kid: string): Promise<SigningKey> {
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  return { kid, privateKey, jwk: { ...(await exportJWK(privateKey)), kid, alg: "RS256", use: "sig" } };
}

function configurationOf(key: SigningKey, options: IdentityProviderOptions): Configuration {
  const { deckUrl, logoutUrl = `${deckUrl}/api/auth/oidc/back-channel-logout` } = options;
  return {
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        token_endpoint_auth_method: options.clientAuth ?? "client_secret_post",
        redirect_uris: [`${deckUrl}/api/auth/oidc/callback`],
        post_logout_redirect_uris: [`${deckUrl}/sign-in`],
        backchannel_logout_uri: logoutUrl,
        backchannel_logout_session_required: true,
      },
    ],
    ...(options.listedAuth === undefined ? {} : { clientAuthMethods: options.listedAuth }),
    jwks: { keys: [key.jwk] },
    cookies: { keys: ["a key for the cookies of this provider"] },
    claims: { openid: ["sub"], profile: ["name", "roles"], email: ["email"] },
    conformIdTokenClaims: options.claimsIn === "userinfo",
    findAccount: (_context, id) => ({
      accountId: id,
      claims: () => ({ sub: id, ...claimsOf(id) }),
    }),
    // Nobody is asked whether Catalog Deck may know the name: it is the company's own.
    loadExistingGrant: async ({ oidc }) => {
      const client = oidc.client?.clientId ?? "";
      const known = await oidc.provider.Grant.find(oidc.session?.grantIdFor(client) ?? "");
      if (known !== undefined) return known;
      const grant = new oidc.provider.Grant({ clientId: client, accountId: oidc.session?.accountId ?? "" });
      grant.addOIDCScope("openid profile email");
      await grant.save();
      return grant;
    },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    features: {
      devInteractions: { enabled: false },
      backchannelLogout: { enabled: true },
      rpInitiatedLogout: { enabled: true, logoutSource: signOutPage },
    },
    pkce: { required: () => true },
    // Its own would refuse to call a deck on loopback.
    fetch: (address, { method = "GET", headers = {}, body = null } = {}) => fetch(address, { method, headers, body }),
    ttl: { AccessToken: 600, AuthorizationCode: 60, IdToken: 3600, Interaction: 600, Session: 28_800, Grant: 28_800 },
    renderError: (context, { error }) => {
      context.type = "text";
      context.body = `The identity provider refuses this: ${error}`;
    },
  };
}
