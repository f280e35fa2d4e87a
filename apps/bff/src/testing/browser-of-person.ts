import type { FastifyInstance } from "fastify";
import type { Answer } from "./answers.ts";
import type { TestIdentityProvider } from "./identity-provider.ts";
import type { PersonAtProvider } from "./identity-provider-people.ts";

/** A browser that signs in: two jars of cookies, no redirect followed by itself. Asks the deck by `inject`. */
export class BrowserOfPerson {
  readonly #app: () => FastifyInstance;
  readonly #provider: TestIdentityProvider;
  readonly deckCookies = new Map<string, string>();
  readonly #providerCookies = new Map<string, string>();

  constructor(app: () => FastifyInstance, provider: TestIdentityProvider) {
    this.#app = app;
    this.#provider = provider;
  }

  /** Asks the deck. `crossSite`: as a navigation that another site began, which carries no Strict cookie. */
  async deck(url: string, { crossSite = false, ...options }: DeckRequest = {}): Promise<Answer> {
    const cookies = [...this.deckCookies].filter(([name]) => !crossSite || name.endsWith("sign_in"));
    const cookie = cookies.map(([name, value]) => `${name}=${value}`).join("; ");
    const site = crossSite ? { "sec-fetch-site": "cross-site" } : {};
    const answer = await this.#app().inject({ url, ...options, headers: { cookie, ...site, ...options.headers } });
    for (const { name, value, maxAge } of answer.cookies) {
      if (value === "" || maxAge === 0) this.deckCookies.delete(name);
      else this.deckCookies.set(name, value);
    }
    return answer;
  }

  /** Asks the provider; gives its answer and where it sends the browser. */
  async provider(address: string, init: RequestInit = {}): Promise<{ answer: Response; location: string }> {
    const cookie = [...this.#providerCookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await fetch(new URL(address, this.#provider.issuer), {
      ...init,
      redirect: "manual",
      headers: { ...(init.headers as Record<string, string>), cookie },
    });
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ""] = line.split(";");
      const [name = "", value = ""] = pair.split(/=(.*)/s);
      if (value === "") this.#providerCookies.delete(name);
      else this.#providerCookies.set(name, value);
    }
    return { answer, location: answer.headers.get("location") ?? "" };
  }

  /** From our start route to the provider and, as the person (or canceling), to the address that it sends back to. */
  async toCallback(person: PersonAtProvider | "nobody", query = ""): Promise<string> {
    const start = await this.deck(`/api/auth/oidc/start${query}`);
    return this.atProvider(String(start.headers.location), person);
  }

  /** Signs in at the provider where it asks; gives the callback's path with its query. */
  async atProvider(authorizationAddress: string, person: PersonAtProvider | "nobody"): Promise<string> {
    let { location } = await this.provider(authorizationAddress);
    while (location.startsWith(this.#provider.issuer) || location.startsWith("/")) {
      const isQuestion = location.startsWith("/interaction/");
      const next = await this.provider(isQuestion ? `${location}/${person}` : location, {
        method: isQuestion ? "POST" : "GET",
      });
      location = next.location === "" ? await this.#submit(next.answer) : next.location;
    }
    const url = new URL(location);
    return `${url.pathname}${url.search}`;
  }

  /** Sends the one form of a page of the provider, as its script would; gives where that leads. */
  async #submit(answer: Response): Promise<string> {
    const html = await answer.text();
    const action = /action="([^"]+)"/.exec(html)?.[1];
    if (action === undefined) throw new Error(`the provider answered ${answer.status}: ${html}`);
    const body = new URLSearchParams();
    for (const [, name = "", value = ""] of html.matchAll(/name="([^"]+)" value="([^"]*)"/g)) body.append(name, value);
    const { location } = await this.provider(action, { method: "POST", body });
    return location;
  }

  /** Signs in from begin to end; gives the callback's answer. */
  async signIn(person: PersonAtProvider | "nobody", query = ""): Promise<Answer> {
    return this.deck(await this.toCallback(person, query), { crossSite: true });
  }
}

interface DeckRequest {
  crossSite?: boolean;
  method?: "GET" | "POST" | "DELETE";
  headers?: Record<string, string>;
  payload?: string;
}
