import { CSPProvider } from "@base-ui/react/csp-provider";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { createQueryClient } from "./api/query-client.ts";
import { watchUserActivity } from "./lib/user-activity.ts";
import { createAppRouter } from "./router.tsx";
import "./ui/tokens.css";

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");

// A page that was open while a new version was installed asks for chunks that are gone: it loads the new version. Not
// twice within a minute, so that a chunk that is really missing does not reload for ever.
window.addEventListener("vite:preloadError", (event) => {
  const last = Number(sessionStorage.getItem("catalog-deck-reloaded-at"));
  if (Date.now() - last < 60_000) return;
  sessionStorage.setItem("catalog-deck-reloaded-at", String(Date.now()));
  event.preventDefault();
  window.location.reload();
});

watchUserActivity();
const queryClient = createQueryClient();
const named = /^\/c\/([^/]+)/.exec(window.location.pathname)?.[1];
const router = createAppRouter(queryClient, named === undefined ? undefined : decodeURIComponent(named));

createRoot(root).render(
  <StrictMode>
    <CSPProvider disableStyleElements>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </CSPProvider>
  </StrictMode>,
);
