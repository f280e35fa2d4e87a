/** A request that the simulated service refuses: `status` is the HTTP status, `message` goes into the answer's body. */
export class Refusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = "Refusal";
    this.status = status;
  }
}
