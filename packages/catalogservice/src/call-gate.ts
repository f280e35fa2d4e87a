/**
 * What a call is for, where there are not calls enough for everything. `update`: an image update, what it depends on, and
 * the token. `watch`: what shows how things are, such as the lists and following an update. `look`: one catalog or image
 * that someone wants to see.
 */
export type CallPurpose = "update" | "watch" | "look";

/** A call that wants to be sent. */
export interface GatedCall {
  operation: string;
  /** A read and the token may be sent again without harm; a change may not. */
  kind: "read" | "token" | "change";
  /** 1 for the first try. */
  attempt: number;
  purpose: CallPurpose;
  /** What would be sent as `Citrix-TransactionId`. */
  transactionId: string;
}

/**
 * Stands between the client and Citrix: every call goes through it, each retry and the token too. Whoever makes the client
 * decides with it how much Citrix is asked. A refusal is a `CatalogServiceError` with `heldBack`, and nothing is sent.
 */
export interface CallGate {
  /** Sends now, after a short wait, or not at all. Rejects as `send` does, or with the refusal. */
  pass<T>(call: GatedCall, send: () => Promise<T>): Promise<T>;
  /** Throws the refusal that `pass` would reject with now; sends nothing and takes nothing. */
  check(call: GatedCall): void;
  /** Asked before a failed call is tried again. False: its failure stands. */
  mayRetry(call: GatedCall): boolean;
}

/** Lets everything through at once. */
export const openGate: CallGate = {
  pass: (_call, send) => send(),
  check: () => undefined,
  mayRetry: () => true,
};
