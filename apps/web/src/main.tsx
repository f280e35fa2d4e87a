import { CSPProvider } from "@base-ui/react/csp-provider";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { createQueryClient } from "./api/query-client.ts";
import { watchUserActivity } from "./lib/browser.ts";
import { surviveTranslation } from "./lib/translated-page.ts";
import { createAppRouter } from "./router.tsx";
import { onMissingChunk } from "./shell/missing-chunk.ts";
import "./ui/tokens.css";

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");

window.addEventListener("vite:preloadError", () => void onMissingChunk(() => window.location.reload()));

watchUserActivity();
// Dialogs and menus are outside the root.
surviveTranslation(document.body);
const queryClient = createQueryClient();
const named = /^\/c\/([^/]+)/.exec(window.location.pathname)?.[1];
const router = createAppRouter(queryClient, named === undefined ? undefined : decodeURIComponent(named));

// Gone in the same frame in which the app draws its first.
new MutationObserver((_changes, observer) => {
  observer.disconnect();
  document.getElementById("first-paint")?.remove();
}).observe(root, { childList: true });

createRoot(root).render(
  <StrictMode>
    <CSPProvider disableStyleElements>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </CSPProvider>
  </StrictMode>,
);
