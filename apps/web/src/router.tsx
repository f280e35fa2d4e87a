import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  Link,
  lazyRouteComponent,
  notFound,
  redirect,
} from "@tanstack/react-router";
import { catalogQuery, catalogsQuery } from "./api/catalogs.ts";
import { imageUpdateQuery, imageUpdatesQuery } from "./api/image-updates.ts";
import { imageQuery, imagesQuery } from "./api/images.ts";
import { rolloutQuery, rolloutsQuery } from "./api/rollouts.ts";
import { sessionQuery } from "./api/session.ts";
import { settingsQuery } from "./api/settings.ts";
import { validateAuditSearch } from "./features/audit/audit-search.ts";
import { validateCatalogUpdateSearch } from "./features/catalog-update/catalog-update-search.ts";
import { CatalogsPage } from "./features/catalogs/catalogs-page.tsx";
import { validateCatalogsSearch } from "./features/catalogs/catalogs-search.ts";
import { defaultSearch } from "./features/catalogs/saved-views.ts";
import { validateImagesSearch } from "./features/images/images-search.ts";
import { validateRolloutFormSearch } from "./features/rollout-form/rollout-form-search.ts";
import { statesOfRollouts, validateRolloutsSearch } from "./features/rollouts/rollouts-search.ts";
import { validateSignInSearch } from "./features/sign-in/sign-in-search.ts";
import { filterOfUpdates, validateUpdatesSearch } from "./features/updates/updates-search.ts";
import * as m from "./i18n/messages.js";
import { loadChunk } from "./lib/chunks.ts";
import { ApiProblem } from "./lib/http.ts";
import { readSearchText, searchTextOf } from "./lib/search-text.ts";
import { Brand } from "./shared/brand.tsx";
import { connectionOf } from "./shared/signed-in.ts";
import { AppShell } from "./shell/app-shell.tsx";
import { FormPlaceholder } from "./shell/form-placeholder.tsx";
import { NothingThere, RouteProblem } from "./shell/route-problem.tsx";

/** Thrown with `notFound`: the session has no connection that fits the address. */
const noConnection = "no connection";

interface RouterContext {
  queryClient: QueryClient;
  /** The connection named in the path (`/c/:connection`); undefined where there is one connection. */
  connectionId: string | undefined;
}

const rootRoute = createRootRouteWithContext<RouterContext>()({
  notFoundComponent: ({ data }) =>
    data === noConnection ? (
      <NothingThere connection />
    ) : (
      <main>
        <Link to="/catalogs" className="m-5 inline-block rounded-control p-1" aria-label={m.shell_home()}>
          <Brand alwaysNamed />
        </Link>
        <NothingThere />
      </main>
    ),
});

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sign-in",
  validateSearch: validateSignInSearch,
  component: lazyRouteComponent(() => loadChunk(() => import("./features/sign-in/sign-in-page.tsx")), "SignInPage"),
});

const setUpRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/set-up",
  component: lazyRouteComponent(() => loadChunk(() => import("./features/set-up/set-up-page.tsx")), "SetUpPage"),
});

/** For a screen on the wall: without header and controls, and it goes on by itself when nobody is signed in. */
const wallboardRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/wallboard",
  component: lazyRouteComponent(
    () => loadChunk(() => import("./features/wallboard/wallboard-page.tsx")),
    "WallboardPage",
  ),
});

/** Everything behind sign-in: header, notices, and the page in the middle. */
const signedInRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: "signed-in",
  beforeLoad: async ({ context, location }) => {
    if (!context.queryClient.getQueryState(settingsQuery().queryKey)) {
      void context.queryClient.prefetchQuery(settingsQuery());
    }
    try {
      const session = await context.queryClient.ensureQueryData(sessionQuery());
      if (session.display) throw redirect({ to: "/wallboard", replace: true });
      const [first] = session.connections;
      if (session.connections.length > 1 && first && context.connectionId === undefined) {
        window.location.replace(`/c/${encodeURIComponent(first.id)}${location.href}`);
      }
      const connection = connectionOf(session, context.connectionId);
      if (!connection) throw notFound({ data: noConnection });
      return { connection };
    } catch (error) {
      if (error instanceof ApiProblem && error.status === 401) {
        throw redirect({ to: "/sign-in", search: location.pathname === "/" ? {} : { next: location.href } });
      }
      throw error;
    }
  },
  component: AppShell,
  // Nothing of the shell shows yet when the session could not be read.
  errorComponent: (problem) => (
    <main>
      <RouteProblem {...problem} />
    </main>
  ),
});

const homeRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/catalogs", replace: true });
  },
});

const catalogsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: "/catalogs",
  validateSearch: validateCatalogsSearch,
  // The person's default view, before anything else shows; whatever the address says, and what they set, is stronger.
  beforeLoad: async ({ context, cause, location }) => {
    if (cause !== "enter" || location.searchStr || location.state.chosen || !location.pathname.endsWith("/catalogs")) {
      return;
    }
    const client = context.queryClient;
    await client.prefetchQuery(settingsQuery());
    const settings = client.getQueryData(settingsQuery().queryKey);
    const view = defaultSearch(settings?.savedViews[context.connection.id]);
    if (view) throw redirect({ to: "/catalogs", search: view.search, state: { savedView: view.name }, replace: true });
  },
  loader: ({ context }) => {
    void context.queryClient.prefetchQuery(catalogsQuery(context.connection.id));
  },
  component: CatalogsPage,
});

const catalogUpdateRoute = createRoute({
  getParentRoute: () => catalogsRoute,
  path: "$catalogId/update",
  validateSearch: validateCatalogUpdateSearch,
  loader: ({ context, params }) => {
    void context.queryClient.prefetchQuery(catalogQuery(context.connection.id, params.catalogId));
    void context.queryClient.prefetchQuery(imagesQuery(context.connection.id));
  },
  component: lazyRouteComponent(
    () => loadChunk(() => import("./features/catalog-update/catalog-update-page.tsx")),
    "CatalogUpdatePage",
  ),
  pendingComponent: FormPlaceholder,
  pendingMs: 0,
  pendingMinMs: 0,
});

const catalogRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: "/catalogs/$catalogId",
  loader: ({ context, params }) => {
    if (context.connection)
      void context.queryClient.prefetchQuery(catalogQuery(context.connection.id, params.catalogId));
  },
  component: lazyRouteComponent(() => loadChunk(() => import("./features/catalog/catalog-page.tsx")), "CatalogPage"),
});

/** The update form that was opened from the catalog's page stays over it. */
const catalogNewUpdateRoute = createRoute({
  getParentRoute: () => catalogRoute,
  path: "new-update",
  validateSearch: validateCatalogUpdateSearch,
  loader: ({ context }) => {
    void context.queryClient.prefetchQuery(imagesQuery(context.connection.id));
  },
  component: lazyRouteComponent(
    () => loadChunk(() => import("./features/catalog-update/catalog-update-page.tsx")),
    "CatalogUpdateOverCatalog",
  ),
  pendingComponent: FormPlaceholder,
  pendingMs: 0,
  pendingMinMs: 0,
});

const imagesRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: "/images",
  validateSearch: validateImagesSearch,
  loader: ({ context }) => {
    void context.queryClient.prefetchQuery(imagesQuery(context.connection.id));
  },
  component: lazyRouteComponent(() => loadChunk(() => import("./features/images/images-page.tsx")), "ImagesPage"),
});

const imageRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: "/images/$imageId",
  loader: ({ context, params }) => {
    void context.queryClient.prefetchQuery(imageQuery(context.connection.id, params.imageId));
  },
  component: lazyRouteComponent(() => loadChunk(() => import("./features/images/image-page.tsx")), "ImagePage"),
});

const rolloutsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: "/rollouts",
  validateSearch: validateRolloutsSearch,
  loaderDeps: ({ search }) => statesOfRollouts(search),
  loader: ({ context, deps }) => {
    for (const states of [deps.open, deps.ended]) {
      if (states.length === 0 || !context.connection) continue;
      void context.queryClient.prefetchInfiniteQuery(rolloutsQuery(context.connection.id, states));
    }
  },
  component: lazyRouteComponent(() => loadChunk(() => import("./features/rollouts/rollouts-page.tsx")), "RolloutsPage"),
});

const rolloutRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: "/rollouts/$rolloutId",
  loader: ({ context, params }) => {
    if (context.connection)
      void context.queryClient.prefetchQuery(rolloutQuery(context.connection.id, params.rolloutId));
  },
  component: lazyRouteComponent(() => loadChunk(() => import("./features/rollouts/rollout-page.tsx")), "RolloutPage"),
});

const newRolloutRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: "/rollouts/new",
  validateSearch: validateRolloutFormSearch,
  loader: ({ context }) => {
    void context.queryClient.prefetchQuery(catalogsQuery(context.connection.id));
    void context.queryClient.prefetchQuery(imagesQuery(context.connection.id));
  },
  component: lazyRouteComponent(
    () => loadChunk(() => import("./features/rollout-form/rollout-form-pages.tsx")),
    "NewRolloutPage",
  ),
});

const changeRolloutRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: "/rollouts/$rolloutId/change",
  component: lazyRouteComponent(
    () => loadChunk(() => import("./features/rollout-form/rollout-form-pages.tsx")),
    "ChangeRolloutPage",
  ),
});

const updatesRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: "/updates",
  validateSearch: validateUpdatesSearch,
  loaderDeps: ({ search }) => filterOfUpdates(search),
  loader: ({ context, deps }) => {
    if (context.connection)
      void context.queryClient.prefetchInfiniteQuery(imageUpdatesQuery(context.connection.id, deps));
  },
  component: lazyRouteComponent(() => loadChunk(() => import("./features/updates/updates-page.tsx")), "UpdatesPage"),
});

const updateRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: "/updates/$updateId",
  loader: ({ context, params }) => {
    if (context.connection)
      void context.queryClient.prefetchQuery(imageUpdateQuery(context.connection.id, params.updateId));
  },
  component: lazyRouteComponent(() => loadChunk(() => import("./features/updates/update-page.tsx")), "UpdatePage"),
});

const auditRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: "/audit",
  validateSearch: validateAuditSearch,
  component: lazyRouteComponent(() => loadChunk(() => import("./features/audit/audit-page.tsx")), "AuditPage"),
});

const accountsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: "/accounts",
  component: lazyRouteComponent(() => loadChunk(() => import("./features/accounts/accounts-page.tsx")), "AccountsPage"),
});

const accountRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: "/account",
  component: lazyRouteComponent(() => loadChunk(() => import("./features/me/me-page.tsx")), "MePage"),
});

const routeTree = rootRoute.addChildren([
  signInRoute,
  setUpRoute,
  wallboardRoute,
  signedInRoute.addChildren([
    homeRoute,
    catalogsRoute.addChildren([catalogUpdateRoute]),
    catalogRoute.addChildren([catalogNewUpdateRoute]),
    imagesRoute,
    imageRoute,
    rolloutsRoute,
    newRolloutRoute,
    rolloutRoute,
    changeRolloutRoute,
    updatesRoute,
    updateRoute,
    accountsRoute,
    accountRoute,
    auditRoute,
  ]),
]);

function searchText(search: object): string {
  const text = searchTextOf(search);
  return text === "" ? "" : `?${text}`;
}

/** The router; `connectionId` is what the path's `/c/:connection` names. Search parameters are plain words, or lists of them. */
export function createAppRouter(queryClient: QueryClient, connectionId: string | undefined) {
  return createRouter({
    routeTree,
    basepath: connectionId ? `/c/${encodeURIComponent(connectionId)}` : "/",
    context: { queryClient, connectionId },
    parseSearch: readSearchText,
    stringifySearch: searchText,
    defaultPreload: "intent",
    defaultPreloadStaleTime: 0,
    // Else a page that the pointer has rested on waits for its code with nothing in its place.
    defaultStaleReloadMode: "blocking",
    scrollRestoration: true,
    defaultPendingMs: 200,
    defaultErrorComponent: RouteProblem,
    defaultNotFoundComponent: ({ data }) => <NothingThere connection={data === noConnection} />,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
