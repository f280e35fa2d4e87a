import { Role } from "@catalog-deck/contract";
import { z } from "zod";
import { usernameKey } from "../store/accounts.ts";

/** Who sees a connection, as CONNECTIONS_FILE says it: everybody of these roles, and these people besides. */
export const VisibleTo = z
  .strictObject({
    roles: z.array(Role).min(1).optional(),
    people: z.array(z.string().min(1)).min(1).optional().describe("user names of local accounts, or people's ids"),
  })
  .refine(({ roles, people }) => roles !== undefined || people !== undefined, "must name roles or people");
export type VisibleTo = z.infer<typeof VisibleTo>;

/** Who looks. `username` is that of a local account: an identity provider's may change hands, so there only the id counts. */
export interface Viewer {
  id: string;
  role: Role;
  username?: string | undefined;
}

/** Whether a person sees a connection; without `visibleTo` everybody does. */
export function maySee(visibleTo: VisibleTo | undefined, { id, role, username }: Viewer): boolean {
  if (visibleTo === undefined) return true;
  const { roles = [], people = [] } = visibleTo;
  if (roles.includes(role) || people.includes(id)) return true;
  return username !== undefined && people.some((name) => usernameKey(name) === usernameKey(username));
}
