import type { Catalog, Connection } from "@catalog-deck/contract";
import { machinesKeepDisk, wordsForImageUpdateState } from "@catalog-deck/domain";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link, useCanGoBack, useRouter } from "@tanstack/react-router";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { catalogQuery, catalogsKey } from "../../api/catalogs.ts";
import { withoutAge } from "../../api/freshness.ts";
import { dryRunImageUpdate, imageUpdatesKey, startImageUpdate } from "../../api/image-updates.ts";
import { imagesKey, imagesQuery } from "../../api/images.ts";
import * as m from "../../i18n/messages.js";
import { ApiProblem } from "../../lib/http.ts";
import { askAboutNotifications } from "../../shared/ask-about-notifications.ts";
import { NotFound } from "../../shared/not-found.tsx";
import { PageTitle } from "../../shared/page-title.tsx";
import { ProblemState } from "../../shared/problem-state.tsx";
import { useConnection, useMayUpdate, useSession } from "../../shared/signed-in.ts";
import { targetInWords } from "../../shared/update-words.ts";
import { Drawer } from "../../ui/dialog.tsx";
import { Notice } from "../../ui/notice.tsx";
import { showToast } from "../../ui/toasts.ts";
import { LoadingForm } from "./loading-form.tsx";
import { UpdateForm } from "./update-form.tsx";
import { type StartAnswer, startAnswerOf } from "./use-submission.ts";

const route = getRouteApi("/signed-in/catalogs/$catalogId/update");

/** The update form in a drawer over the catalogs page. Its address opens it; closing goes back to where one came from. */
export function CatalogUpdatePage() {
  const { catalogId } = route.useParams();
  const { rollback } = route.useSearch();
  const navigate = route.useNavigate();
  const router = useRouter();
  const canGoBack = useCanGoBack();
  useFocusReturn(router.buildLocation({ to: "/catalogs/$catalogId/update", params: { catalogId } }).pathname);
  const connection = useConnection();
  const { data: catalog } = useQuery({ ...catalogQuery(connection.id, catalogId), select: withoutAge });
  const close = () => {
    if (canGoBack) router.history.back();
    else void navigate({ to: "/catalogs", search: ({ toImage: _, rollback: __, ...search }) => search });
  };
  return (
    <Drawer
      open
      onClose={close}
      keepOnOutsidePress
      title={rollback === undefined ? m.update_image() : m.rollback_title()}
      // A line is kept free until the catalog is there, so that nothing jumps.
      description={catalog ? placeInWords(catalog) : "\u00a0"}
    >
      <PageTitle>{catalog ? m.update_catalog({ catalog: catalog.name }) : m.update_image()}</PageTitle>
      {useMayUpdate() ? (
        <Form key={catalogId} catalogId={catalogId} connection={connection} />
      ) : (
        <Body>
          <Notice tone="info" title={m.update_needs_admin()}>
            {m.update_look_only()}
          </Notice>
        </Body>
      )}
    </Drawer>
  );
}

function Form({ catalogId, connection }: { catalogId: string; connection: Connection }) {
  const { toImage, rollback } = route.useSearch();
  const { user } = useSession();
  const navigate = route.useNavigate();
  const client = useQueryClient();
  const catalog = useQuery({ ...catalogQuery(connection.id, catalogId), select: withoutAge });
  const images = useQuery({ ...imagesQuery(connection.id), select: withoutAge });
  const isOpen = useRef(true);
  useEffect(() => {
    isOpen.current = true;
    return () => {
      isOpen.current = false;
    };
  }, []);

  if (catalog.data === undefined || images.data === undefined) {
    const error = catalog.error ?? images.error;
    if (error === null) return <LoadingForm hasImage={toImage !== undefined} />;
    if (error instanceof ApiProblem && error.status === 404) return <NotFound what="catalog" />;
    const retry = () => void Promise.all([catalog.refetch(), images.refetch()]);
    return (
      <Body>
        <ProblemState
          title={m.form_not_loaded()}
          error={error}
          onRetry={retry}
          busy={catalog.isFetching || images.isFetching}
        />
      </Body>
    );
  }

  const keepDisk = machinesKeepDisk(catalog.data);
  const onAnswer = (answer: StartAnswer) => {
    for (const family of [catalogsKey, imagesKey, imageUpdatesKey]) {
      void client.invalidateQueries({ queryKey: family(connection.id) });
    }
    if (answer.kind !== "started") return;
    const { update } = answer;
    const isUnknown = update.state === "unknown";
    showToast({
      tone: isUnknown ? "warn" : "ok",
      title: isUnknown ? m.outcome_not_known_yet() : m.update_started({ catalog: update.catalogName }),
      text: isUnknown
        ? wordsForImageUpdateState("unknown").sentence
        : keepDisk
          ? m.summary_kept({ image: targetInWords(update) })
          : m.update_started_next({ image: targetInWords(update) }),
    });
    if (!isUnknown) void askAboutNotifications(client, update.catalogName);
    if (!isOpen.current) return;
    void navigate({ to: "/catalogs/$catalogId", params: { catalogId }, search: {}, replace: true });
  };

  return (
    <UpdateForm
      catalog={catalog.data}
      images={images.data.items}
      staleData={catalog.data.stale || images.data.stale}
      preselectedImageId={toImage ?? null}
      start={(body, idempotencyKey) =>
        startAnswerOf(startImageUpdate(client, { connectionId: connection.id, catalogId, idempotencyKey, body }))
      }
      dryRun={{
        check: (body) => dryRunImageUpdate(client, { connectionId: connection.id, catalogId, body }),
        personName: user.displayName,
        connectionName: connection.name,
      }}
      onAnswer={onAnswer}
      catalogLink={
        <Link
          to="/catalogs/$catalogId"
          params={{ catalogId }}
          search={{}}
          className="font-medium text-accent underline underline-offset-2"
        >
          {m.look_at_catalog()}
        </Link>
      }
      undoneLink={
        rollback === undefined ? undefined : (
          <Link
            to="/updates/$updateId"
            params={{ updateId: rollback }}
            search={{}}
            className="underline underline-offset-2"
          >
            {m.rollback_undone()}
          </Link>
        )
      }
    />
  );
}

function Body({ children }: { children: ReactNode }) {
  return <div className="flex-1 overflow-y-auto px-4 py-5 sm:px-6">{children}</div>;
}

/** "Accounting · 24 machines · westeurope" */
function placeInWords(catalog: Catalog): string {
  const machines = catalog.totalMachinesInCatalog;
  return [catalog.name, machines === undefined ? undefined : m.machines_count({ count: machines }), catalog.region]
    .filter(Boolean)
    .join(" · ");
}

/**
 * Gives the focus back when an overlay with its own address closes: to what had it, or, where that has been drawn anew
 * meanwhile, to the same link, else to one that opens the overlay.
 * @param path the overlay's path
 */
function useFocusReturn(path: string): void {
  const [opener] = useState(() => document.activeElement);
  const isOpen = useRef(true);
  useEffect(() => {
    isOpen.current = true;
    return () => {
      isOpen.current = false;
      // The page under the overlay is drawn, and no longer inert, one frame later.
      requestAnimationFrame(() => {
        if (isOpen.current) return;
        const kept = opener instanceof HTMLElement && opener.isConnected && opener !== document.body;
        const target = kept ? opener : linkTo(path, opener);
        target?.focus({ preventScroll: true });
      });
    };
  }, [opener, path]);
}

/** One page may have several: one opens the overlay empty, another filled in. */
function linkTo(path: string, opener: Element | null): HTMLAnchorElement | undefined {
  const links = [...document.links].filter(
    (link): link is HTMLAnchorElement => link.pathname === path && link.tagName === "A",
  );
  return links.find(({ href }) => opener instanceof HTMLAnchorElement && href === opener.href) ?? links[0];
}
