import type { Connection, Session } from "@catalog-deck/contract";
import { createContext, useContext } from "react";

export interface SignedIn {
  session: Session;
  connection: Connection;
}

/** What SignedInProvider gives; read it by the hooks below. */
export const SignedInContext = createContext<SignedIn | null>(null);

/** The connection that a path is about: the one named by `/c/:connection`, else the first. */
export function connectionOf(session: Session, connectionId: string | undefined): Connection | undefined {
  return connectionId ? session.connections.find((one) => one.id === connectionId) : session.connections[0];
}

function useSignedIn(): SignedIn {
  const signedIn = useContext(SignedInContext);
  if (!signedIn) throw new Error("Used outside SignedInProvider");
  return signedIn;
}

export function useSession(): Session {
  return useSignedIn().session;
}

/** The Citrix connection that this page is about. */
export function useConnection(): Connection {
  return useSignedIn().connection;
}

/** Whether the person may start updates. Whoever may not sees no trace of actions. */
export function useMayUpdate(): boolean {
  return useSignedIn().session.user.role === "admin";
}
