import type { Session } from "@catalog-deck/contract";

/** How a server answered; `body` is what its JSON held, null when there was none. */
export interface Heard {
  status: number;
  headers: Headers;
  body: Record<string, unknown>;
}

/** One signed-in person without a browser: a cookie and a CSRF token, for any server that shares the database. */
export class Caller {
  readonly #headers: Record<string, string>;

  private constructor(headers: Record<string, string>) {
    this.#headers = headers;
  }

  /** Signs in; throws when that is refused. */
  static async signIn(url: string, account: { username: string; password: string }): Promise<Caller> {
    const answer = await fetch(`${url}/api/session`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(account),
    });
    if (answer.status !== 200) throw new Error(`the sign-in was answered ${answer.status}: ${await answer.text()}`);
    const cookie = answer.headers.getSetCookie()[0]?.split(";")[0] ?? "";
    return new Caller({ cookie, "x-csrf-token": ((await answer.json()) as Session).csrfToken });
  }

  async get(url: string): Promise<Heard> {
    return await heard(await fetch(url, { headers: this.#headers }));
  }

  async send(method: string, url: string, body?: unknown): Promise<Heard> {
    const json = body === undefined ? {} : { "content-type": "application/json" };
    return await heard(
      await fetch(url, { method, headers: { ...this.#headers, ...json }, body: JSON.stringify(body) ?? null }),
    );
  }

  /** Asks for an image update of the connection `default`. */
  async startUpdate(url: string, catalogId: string, body: unknown, key: string): Promise<Heard> {
    const headers = { ...this.#headers, "content-type": "application/json", "idempotency-key": key };
    const path = `/api/connections/default/catalogs/${catalogId}/image-updates`;
    return await heard(await fetch(`${url}${path}`, { method: "POST", headers, body: JSON.stringify(body) }));
  }
}

async function heard(answer: Response): Promise<Heard> {
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, body: text === "" ? {} : JSON.parse(text) };
}
