import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { ApiProblem } from "../lib/http.ts";
import { sessionKey } from "./session.ts";
import { setSessionEnded } from "./session-end.ts";

/** A 401 under an open page means that the session has ended; while nobody has signed in yet it means nothing new. */
function noticeSessionEnd(error: Error, client: () => QueryClient): void {
  if (error instanceof ApiProblem && error.code === "not-signed-in" && client().getQueryData(sessionKey)) {
    setSessionEnded(true);
  }
}

/** The page's one query client. The BFF already retries toward Citrix; here the polling itself is the retry. */
export function createQueryClient(): QueryClient {
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError: (error) => noticeSessionEnd(error, () => client) }),
    mutationCache: new MutationCache({ onError: (error) => noticeSessionEnd(error, () => client) }),
    defaultOptions: {
      queries: {
        retry: false,
        staleTime: 4_000,
        refetchOnWindowFocus: "always",
        refetchOnReconnect: "always",
      },
      // An update is never sent a second time by itself.
      mutations: { retry: false },
    },
  });
  return client;
}
