/**
 * A request's body that is given out once, and only after a last check. undici writes the head of a request together with
 * the first piece of such a body, so that until then nothing of the request has left this process.
 */
export class GuardedBody {
  readonly length: number;
  readonly #text: Buffer;
  readonly #lastCheck: () => Promise<boolean>;
  #asked = false;
  #begun = false;
  #refused = false;
  #closed = false;

  /** @param text what is sent; not empty, since undici would write the head of an empty body unasked */
  constructor(text: string | undefined, lastCheck: () => Promise<boolean>) {
    this.#text = Buffer.from(text ?? "");
    if (this.#text.length === 0) throw new TypeError("only a request with a body can be guarded");
    this.#lastCheck = lastCheck;
    this.length = this.#text.length;
  }

  /** Whether the first byte may have been written: true from the moment that the body is given out. */
  get begun(): boolean {
    return this.#begun;
  }

  /** Whether the last check said no, or failed. */
  get refused(): boolean {
    return this.#refused;
  }

  /** The request has ended: nothing is given out any more. */
  close(): void {
    this.#closed = true;
  }

  /** For undici, which takes what comes. Ends with an error, never empty: undici would send an empty request. */
  async *chunks(): AsyncGenerator<Buffer> {
    // Whoever sends the request over another connection again would come here a second time.
    if (this.#asked) throw new Error("a guarded body is given out once");
    this.#asked = true;
    const yes = await this.#lastCheck().catch(() => false);
    if (this.#closed || !yes) {
      this.#refused = !yes;
      throw new Error("the request was not sent");
    }
    this.#begun = true;
    yield this.#text;
  }
}
