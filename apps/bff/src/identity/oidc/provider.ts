import { outgoingAgent } from "@catalog-deck/catalogservice";
import type { JWTVerifyGetKey } from "jose";
import type { ClientAuth, Configuration } from "openid-client";
import type { Config } from "../../config/config.ts";
import type { OidcConfig } from "../../config/oidc.ts";
import type { Clock } from "../../lib/clock.ts";
import { boundedFetch, isTrustedAddress, ProviderUnreachable } from "./bounded-fetch.ts";
import { type Claims, checkParties, claimValues, namesTooManyGroups, namesUnverifiedEmail } from "./claims.ts";
import { clockToleranceSeconds, type LogoutToken, verifyLogoutToken } from "./logout-token.ts";

type Library = typeof import("openid-client");

const answerWithinSeconds = 8;
/** Sooner than the whole, so that a silent network is told from a provider that takes long. */
const connectWithinMs = 5_000;
/** What the provider says of itself is asked for again after this… */
const metadataFreshMs = 60 * 60_000;
/** …and after this before a browser is sent there: one that is away gets words instead of a browser's error page. */
const metadataFreshAtStartMs = 60_000;
/** After a failure the provider is left alone this long, however many people click. */
const leftAloneMs = 2_000;

/** What a sign-in keeps until the browser comes back, and must come back with. */
export interface SignInSecrets {
  state: string;
  nonce: string;
  codeVerifier: string;
}

/** What a finished sign-in tells. */
export interface SignInResult {
  claims: Claims & { iss: string; sub: string };
  /** Of the role claim; undefined when neither the ID token nor UserInfo holds it. */
  roleValues: string[] | undefined;
  /** Whether the role claim is missing because the person has too many groups for it. */
  tooManyGroups: boolean;
  /** Whether the role claim is an e-mail address that the provider has not verified; it then gives no role. */
  emailUnverified: boolean;
  idToken: string;
}

interface Discovered {
  library: Library;
  configuration: Configuration;
  keys: JWTVerifyGetKey;
  text: string;
  at: number;
}

/**
 * The company's identity provider, through openid-client. The library is loaded and the provider asked when someone
 * first signs in; what it says is kept, refreshed, and asked for again after a failure, so that a provider that is down
 * at our start or later costs nothing but the sign-ins of that time. Keys are fetched again for an unknown key id, once a
 * minute at most. Every request ends after 8 s; see `boundedFetch` for what else holds of it.
 */
export class IdentityProvider {
  readonly #config: OidcConfig;
  readonly #clock: Clock;
  readonly #agent: ReturnType<typeof outgoingAgent>;
  /** Where the provider sends browsers back to, from PUBLIC_URL alone. */
  readonly redirectUri: string;
  readonly #afterSignOut: string;
  #discovered: Discovered | undefined;
  #pending: Promise<Discovered> | undefined;
  #failed: { at: number; error: unknown } | undefined;

  constructor(config: OidcConfig, { publicUrl, proxy }: Pick<Config, "publicUrl" | "proxy">, clock: Clock) {
    this.#config = config;
    this.#clock = clock;
    this.#agent = outgoingAgent({ connectMs: connectWithinMs, proxy });
    this.redirectUri = new URL("/api/auth/oidc/callback", publicUrl).href;
    this.#afterSignOut = new URL("/sign-in", publicUrl).href;
  }

  /**
   * Where to send a browser that wants to sign in, and what to check it by when it returns. With `another` the provider
   * asks who it is even when it knows. Throws ProviderUnreachable, or the library's error for a provider that is not
   * what its issuer says.
   */
  async begin({ another }: { another: boolean }): Promise<{ address: string; secrets: SignInSecrets }> {
    const { library, configuration } = await this.#discover(metadataFreshAtStartMs, { orOlder: false });
    const secrets = {
      state: library.randomState(),
      nonce: library.randomNonce(),
      codeVerifier: library.randomPKCECodeVerifier(),
    };
    const address = library.buildAuthorizationUrl(configuration, {
      redirect_uri: this.redirectUri,
      scope: this.#config.scopes,
      response_type: "code",
      state: secrets.state,
      nonce: secrets.nonce,
      code_challenge: await library.calculatePKCECodeChallenge(secrets.codeVerifier),
      code_challenge_method: "S256",
      ...(another ? { prompt: "login" } : {}),
    });
    return { address: address.href, secrets };
  }

  /**
   * Finishes a sign-in with the query that the browser came back with: checks `iss` and `state`, exchanges the code, and
   * verifies the ID token with its signature. Throws ProviderUnreachable, or the library's error for all that does not fit.
   */
  async finish(query: string, { state, nonce, codeVerifier }: SignInSecrets): Promise<SignInResult> {
    const { library, configuration } = await this.#discover();
    const returned = new URL(this.redirectUri);
    returned.search = query;
    const tokens = await library.authorizationCodeGrant(configuration, returned, {
      expectedState: state,
      expectedNonce: nonce,
      pkceCodeVerifier: codeVerifier,
      idTokenExpected: true,
    });
    const claims = tokens.claims();
    if (claims === undefined || tokens.id_token === undefined) throw new Error("the library gave no ID token");
    const { clientId, roleClaim } = this.#config;
    checkParties(claims, clientId);
    const stated = claimValues(claims, roleClaim);
    const asked = stated === undefined && configuration.serverMetadata().userinfo_endpoint !== undefined;
    const told = asked ? await library.fetchUserInfo(configuration, tokens.access_token, claims.sub) : {};
    const emailUnverified = namesUnverifiedEmail(stated === undefined ? told : claims, roleClaim);
    const roleValues = emailUnverified ? [] : (stated ?? claimValues(told, roleClaim));
    const tooManyGroups =
      roleValues === undefined && [claims, told].some((place) => namesTooManyGroups(place, roleClaim));
    return { claims: { ...told, ...claims }, roleValues, tooManyGroups, emailUnverified, idToken: tokens.id_token };
  }

  /** Where the browser goes to sign out at the provider too; undefined when it has no such address or is unreachable. */
  async signOutAddress(idToken: string): Promise<string | undefined> {
    const { library, configuration } = await this.#discover();
    const { end_session_endpoint: endpoint } = configuration.serverMetadata();
    if (endpoint === undefined || !isTrustedAddress(endpoint, this.#config.issuer)) return undefined;
    return library.buildEndSessionUrl(configuration, {
      id_token_hint: idToken,
      post_logout_redirect_uri: this.#afterSignOut,
      state: "signed-out",
    }).href;
  }

  /** Verifies a logout token. Throws when it is none of this provider for us, or the provider's keys cannot be had. */
  async verifyLogoutToken(token: string): Promise<LogoutToken> {
    const { configuration, keys } = await this.#discover();
    return verifyLogoutToken(token, {
      keys,
      issuer: configuration.serverMetadata().issuer,
      clientId: this.#config.clientId,
      now: this.#clock.now(),
    });
  }

  /** Lets what is on its way end, then closes the connections. */
  close(): Promise<void> {
    return this.#agent.close();
  }

  /** What the provider says of itself, from memory while it is fresh; one request serves all who ask at once. */
  async #discover(freshMs = metadataFreshMs, { orOlder } = { orOlder: true }): Promise<Discovered> {
    const now = this.#clock.steadyMs();
    const known = this.#discovered;
    if (known !== undefined && now - known.at < freshMs) return known;
    try {
      if (this.#failed !== undefined && now - this.#failed.at < leftAloneMs) throw this.#failed.error;
      this.#pending ??= this.#ask().finally(() => {
        this.#pending = undefined;
      });
      return await this.#pending;
    } catch (error) {
      if (known !== undefined && orOlder) return known;
      throw error;
    }
  }

  async #ask(): Promise<Discovered> {
    try {
      const fresh = await this.#download();
      const known = this.#discovered;
      // The library keeps a provider's keys with its configuration: unchanged, both stay.
      this.#discovered = known?.text === fresh.text ? { ...known, at: fresh.at } : fresh;
      this.#failed = undefined;
      return this.#discovered;
    } catch (error) {
      this.#failed = { at: this.#clock.steadyMs(), error };
      throw error;
    }
  }

  async #download(): Promise<Discovered> {
    const { issuer, clientId, clientSecret } = this.#config;
    const [library, jose] = await Promise.all([import("openid-client"), import("jose")]);
    const fetchOfProvider = boundedFetch(issuer, this.#agent);
    const at = this.#clock.steadyMs();
    const configuration = await library.discovery(
      issuer,
      clientId,
      {
        client_secret: clientSecret,
        [library.clockTolerance]: clockToleranceSeconds,
        [library.clockSkew]: Math.round((this.#clock.now().getTime() - Date.now()) / 1000),
      },
      secretAs(library, this.#config),
      {
        timeout: answerWithinSeconds,
        [library.customFetch]: (address, options) => fetchOfProvider(address, options as RequestInit),
        execute: [
          library.enableNonRepudiationChecks,
          ...(issuer.protocol === "http:" ? [library.allowInsecureRequests] : []),
        ],
      },
    );
    const metadata = configuration.serverMetadata();
    const { authorization_endpoint: authorization, token_endpoint: token, jwks_uri: jwks } = metadata;
    // The library is lenient here with some providers, for whom it lets any tenant in.
    if (URL.parse(metadata.issuer)?.href !== issuer.href) throw new ProviderUnreachable("it names another issuer");
    if (authorization === undefined || token === undefined || jwks === undefined) {
      throw new ProviderUnreachable("it does not name its endpoints");
    }
    if (![authorization, token, jwks].every((address) => isTrustedAddress(address, issuer))) {
      throw new ProviderUnreachable("it names an endpoint that is not https");
    }
    const keys = jose.createRemoteJWKSet(new URL(jwks), {
      [jose.customFetch]: fetchOfProvider,
      timeoutDuration: answerWithinSeconds * 1000,
      cooldownDuration: 60_000,
    });
    return { library, configuration, keys, text: JSON.stringify(metadata), at };
  }
}

/** How the client's secret is told: as it is configured, else in the form where the provider takes it there. */
function secretAs(library: Library, { clientSecret, clientAuthMethod }: OidcConfig): ClientAuth {
  const [basic, post] = [library.ClientSecretBasic(clientSecret), library.ClientSecretPost(clientSecret)];
  return (server, ...rest) => {
    const listed: unknown = server.token_endpoint_auth_methods_supported;
    // In the header `-._~` are encoded too (RFC 6749, section 2.3.1), which some providers forget to decode.
    const takesPost = Array.isArray(listed) && listed.includes("client_secret_post");
    const method = clientAuthMethod ?? (takesPost ? "client_secret_post" : "client_secret_basic");
    return (method === "client_secret_post" ? post : basic)(server, ...rest);
  };
}
