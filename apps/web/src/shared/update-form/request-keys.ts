/**
 * A request that has been sent and whose outcome this page does not know yet. Kept before it is sent, so that after a
 * reload in between the very same request goes out under the very same key, or none.
 */
export interface SentRequest<Body> {
  body: Body;
  key: string;
}

/**
 * The `Idempotency-Key` of each request body, for one opened form. The same body always gets the same
 * key, so a double click, a retry and a lost answer lead to one update or rollout; another body is another request.
 */
export class RequestKeys<Body extends object> {
  private readonly keys = new Map<string, string>();
  private readonly newKey: () => string;

  /**
   * @param newKey gives a fresh key of 1 to 128 visible ASCII characters
   * @param sent a request that went out before this form was opened, and keeps its key
   */
  constructor(newKey: () => string, sent: SentRequest<Body> | null = null) {
    this.newKey = newKey;
    if (sent !== null) this.keys.set(canonical(sent.body), sent.key);
  }

  /** The key to send with this body. */
  keyFor(body: Body): string {
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
  retire(body: Body): void {
    this.keys.delete(canonical(body));
  }
}

function canonical(body: object): string {
  return JSON.stringify(Object.entries(body).sort(([a], [b]) => (a < b ? -1 : 1)));
}
