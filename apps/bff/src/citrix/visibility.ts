import type { Role } from "@catalog-deck/contract";
import type { VisibleTo } from "../config/connections.ts";
import { usernameKey } from "../store/accounts.ts";

/** Who looks. `username` is that of a local account: an identity provider's may change hands, so there only the id counts. */
export interface Viewer {
  id: string;
  role: Role;
  username?: string | undefined;
}

/** Whether a person sees a connection; without `visibleTo` everyone does. */
export function maySee(visibleTo: VisibleTo | undefined, { id, role, username }: Viewer): boolean {
  if (visibleTo === undefined) return true;
  const { roles = [], people = [] } = visibleTo;
  if (roles.includes(role) || people.includes(id)) return true;
  return username !== undefined && people.some((name) => usernameKey(name) === usernameKey(username));
}
