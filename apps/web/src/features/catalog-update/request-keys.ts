import type { ImageUpdateRequest } from "@catalog-deck/contract";

/**
 * The `Idempotency-Key` of each request body, for one opened form of one catalog. The same body always gets the same
 * key, so a double click, a retry and a lost answer lead to one update; another body is another request.
 */
export class RequestKeys {
  private readonly keys = new Map<string, string>();
  private readonly newKey: () => string;

  /**
   * @param newKey gives a fresh key of 1 to 128 visible ASCII characters
   * @param sent a request that went out before this form was opened, and keeps its key
   */
  constructor(newKey: () => string, sent: { body: ImageUpdateRequest; key: string } | null = null) {
    this.newKey = newKey;
    if (sent !== null) this.keys.set(canonical(sent.body), sent.key);
  }

  /** The key to send with this body. */
  keyFor(body: ImageUpdateRequest): string {
    const written = canonical(body);
    const known = this.keys.get(written);
    if (known !== undefined) return known;
    const key = this.newKey();
    this.keys.set(written, key);
    return key;
  }

  /**
   * Ends a body's key. Only for an answer that is certain to have started nothing: the server repeats its first answer
   * to a key for ever, so a deliberate new try needs a new one.
   */
  retire(body: ImageUpdateRequest): void {
    this.keys.delete(canonical(body));
  }
}

function canonical(body: ImageUpdateRequest): string {
  return JSON.stringify(Object.entries(body).sort(([a], [b]) => (a < b ? -1 : 1)));
}
