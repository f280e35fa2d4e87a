import { setTimeout as pause } from "node:timers/promises";
import {
  type Image,
  type ImageUpdate,
  type ImageUpdateList,
  type ImageUpdateRequest,
  type Session,
  userActiveHeader,
} from "@catalog-deck/contract";

const connection = "/api/connections/default";
const tryAgainAfterMs = 25;
const giveUpAfterMs = 60_000;

/** How the BFF answered a request to start an update, and after how many broken connections. */
export interface Delivered {
  status: number;
  updateId: string | undefined;
  text: string;
  broken: number;
}

/** One signed-in person: keeps the session over restarts, and sends what broke off again with the same key. */
export class Browser {
  readonly #url: string;
  #headers: Record<string, string> = {};
  #csrfToken = "";

  constructor(url: string) {
    this.#url = url;
  }

  /** Signs in; throws when that is refused. */
  async signIn(username: string, password: string): Promise<void> {
    const answer = await fetch(`${this.#url}/api/session`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ username, password }),
    });
    if (answer.status !== 200) throw new Error(`The sign-in was answered ${answer.status}: ${await answer.text()}`);
    const { csrfToken } = (await answer.json()) as Session;
    this.#csrfToken = csrfToken;
    this.#headers = { cookie: answer.headers.getSetCookie()[0]?.split(";")[0] ?? "", "x-csrf-token": csrfToken };
  }

  /** Whether the session is still the one of the sign-in. Counts as use of it. */
  async sessionLives(): Promise<boolean> {
    const answer = await fetch(`${this.#url}/api/session`, { headers: { ...this.#headers, [userActiveHeader]: "1" } });
    if (answer.status !== 200) return false;
    return ((await answer.json()) as Session).csrfToken === this.#csrfToken;
  }

  async images(): Promise<Image[]> {
    return (await this.read<{ items: Image[] }>(`${connection}/images`)).items;
  }

  /** The newest 200 updates. */
  async newestUpdates(): Promise<ImageUpdate[]> {
    return (await this.read<ImageUpdateList>(`${connection}/image-updates?limit=200`)).items;
  }

  async allUpdates(): Promise<ImageUpdate[]> {
    const updates: ImageUpdate[] = [];
    let cursor: string | undefined;
    do {
      const more: string = cursor === undefined ? "" : `&cursor=${encodeURIComponent(cursor)}`;
      const page: ImageUpdateList = await this.read(`${connection}/image-updates?limit=100${more}`);
      for (const { id } of page.items) updates.push(await this.read<ImageUpdate>(`${connection}/image-updates/${id}`));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    return updates;
  }

  /** Sends a request to start an update, again and again with the same key until it is answered. */
  async startUpdate(catalogId: string, key: string, body: ImageUpdateRequest): Promise<Delivered> {
    const giveUpAt = performance.now() + giveUpAfterMs;
    for (let broken = 0; ; broken += 1) {
      try {
        const answer = await fetch(`${this.#url}${connection}/catalogs/${catalogId}/image-updates`, {
          method: "POST",
          headers: { ...this.#headers, "content-type": "application/json", "idempotency-key": key },
          body: JSON.stringify(body),
        });
        const text = await answer.text();
        const updateId = answer.status === 202 ? (JSON.parse(text) as ImageUpdate).id : undefined;
        return { status: answer.status, updateId, text, broken };
      } catch (error) {
        // A killed server breaks the connection, a server that is not up yet refuses it.
        if (performance.now() > giveUpAt) throw error;
        await pause(tryAgainAfterMs);
      }
    }
  }

  /** Changes something; throws when that is refused. */
  async change(method: "POST" | "PATCH", path: string, body: object): Promise<void> {
    const headers = { ...this.#headers, "content-type": "application/json" };
    const answer = await fetch(`${this.#url}${path}`, { method, headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${method} ${path} was answered ${answer.status}: ${await answer.text()}`);
  }

  /** Sends something about the connection, with a key where one is wanted; throws when that is refused. */
  async send<T>(method: "POST" | "PUT", path: string, body: object, key?: string): Promise<T> {
    const answer = await fetch(`${this.#url}${connection}/${path}`, {
      method,
      headers: {
        ...this.#headers,
        "content-type": "application/json",
        ...(key === undefined ? {} : { "idempotency-key": key }),
      },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${method} ${path} was answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as T;
  }

  /** What is at a path; throws when it is not answered. */
  async read<T>(path: string): Promise<T> {
    const answer = await fetch(`${this.#url}${path}`, { headers: this.#headers });
    if (answer.status !== 200) throw new Error(`${path} was answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as T;
  }
}
