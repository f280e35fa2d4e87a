import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useMemo } from "react";
import { sessionQuery } from "../api/session.ts";
import { connectionOf, SignedInContext } from "../shared/signed-in.ts";

/** Gives the pages below it the session and its connection. The session outlives its end: see session-end-dialog. */
export function SignedInProvider(props: { connectionId: string | undefined; children: ReactNode }) {
  const { data: session } = useQuery(sessionQuery());
  const connection = session ? connectionOf(session, props.connectionId) : undefined;
  const signedIn = useMemo(() => (session && connection ? { session, connection } : null), [session, connection]);
  return signedIn ? <SignedInContext value={signedIn}>{props.children}</SignedInContext> : null;
}
