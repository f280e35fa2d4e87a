import type { SignInCause, SignInProblem } from "@catalog-deck/contract";

const problems = {
  "no-role": true,
  "too-many-groups": true,
  "provider-unreachable": true,
  cancelled: true,
  expired: true,
  refused: true,
  unavailable: true,
  overloaded: true,
} satisfies Record<SignInProblem, true>;

const causes = {
  name: true,
  connection: true,
  tls: true,
  certificate: true,
  "certificate-authority": true,
  proxy: true,
} satisfies Record<SignInCause, true>;

export interface SignInSearch {
  /** The place of this site to go to afterwards. */
  next?: string | undefined;
  /** Why the way over the identity provider ended here. */
  problem?: SignInProblem | undefined;
  /** Why there is no connection to the identity provider. */
  cause?: SignInCause | undefined;
  /** The identity provider sends people back with it after they have signed out there. */
  state?: "signed-out" | undefined;
}

/** Reads the address. Only a path of this site counts, so that a link cannot send a signed-in person elsewhere. */
export function validateSignInSearch({ next, problem, cause, state }: Record<string, unknown>): SignInSearch {
  const isPlace = typeof next === "string" && /^\/(?![/\\])/.test(next) && !next.startsWith("/sign-in");
  // Every name stands here: the router leaves what is missing as the address has it.
  return {
    next: isPlace ? next : undefined,
    problem: isOneOf(problems, problem) ? problem : undefined,
    cause: isOneOf(causes, cause) ? cause : undefined,
    state: state === "signed-out" ? state : undefined,
  };
}

function isOneOf<Word extends string>(words: Record<Word, true>, word: unknown): word is Word {
  return typeof word === "string" && Object.hasOwn(words, word);
}
