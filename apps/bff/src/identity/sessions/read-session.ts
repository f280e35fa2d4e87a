import type { Role, SignInMethod } from "@catalog-deck/contract";

/** What sign-in writes; nothing else is ever written, so overlapping requests cannot overwrite each other's session. */
export interface SignedIn {
  /** The account's id; of a person of the identity provider, a name that stays theirs. */
  personId: string;
  displayName: string;
  /** Of a local account. */
  username?: string;
  role: Role;
  /** Of the account of a screen on the wall. */
  display?: boolean;
  csrfToken: string;
  method: SignInMethod;
  /** The identity provider's name of its own session (`sid`), when it gave one. */
  providerSession?: string;
  /** The identity provider's, to sign out there too. */
  idToken?: string;
  /** The version of the account that the password was checked on. */
  accountVersion?: number;
  address: string;
  /** What the browser says it is; cut to a bounded length. */
  userAgent: string;
}

/** When a session began, when it was used last, and whether it is that of a screen on the wall. */
export interface SessionTimes {
  createdAt: Date;
  lastUsedAt: Date;
  display: boolean;
}

/** A session as the store read it. Requests share it: nobody changes it. */
export class ReadSession {
  readonly idHash: string;
  readonly signedIn: SignedIn;
  readonly times: SessionTimes;
  /** It was read for an earlier request; nothing that was told since has changed it. */
  readonly remembered: boolean;

  constructor({ idHash, signedIn, times, remembered }: Omit<ReadSession, "toJSON">) {
    this.idHash = idHash;
    this.signedIn = signedIn;
    this.times = times;
    this.remembered = remembered;
  }

  /** Nothing: it is never written back, and @fastify/session makes JSON of all it has to see whether it must be. */
  toJSON(): undefined {
    return undefined;
  }
}

declare module "fastify" {
  interface Session {
    /** Of a session that begins with this request; one that was there is `read`. */
    signedIn?: SignedIn;
    read?: ReadSession;
    /** The database cannot be reached: whose session this is, is known from memory or not at all. */
    storageAway?: boolean;
  }
}
