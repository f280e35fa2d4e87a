/** What the sign-in page keeps in its address: the place of this site to go to afterwards. */
export interface SignInSearch {
  next?: string;
}

/** Reads the address. Only a path of this site counts, so that a link cannot send a signed-in person elsewhere. */
export function validateSignInSearch(search: Record<string, unknown>): SignInSearch {
  const next = search.next;
  return typeof next === "string" && /^\/(?![/\\])/.test(next) && !next.startsWith("/sign-in") ? { next } : {};
}
