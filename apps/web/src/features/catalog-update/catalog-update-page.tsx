import type { Catalog, ImageUpdate } from "@catalog-deck/contract";
import { machinesKeepDisk, wordsForImageUpdateState } from "@catalog-deck/domain";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link, useCanGoBack, useLocation, useNavigate, useRouter } from "@tanstack/react-router";
import {
  type ReactNode,
  type RefObject,
  useCallback,
  useDeferredValue,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
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
import { type StartOutcome, startOutcomeOf } from "../../shared/update-form/use-submission.ts";
import { targetInWords } from "../../shared/update-words.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog, Drawer } from "../../ui/dialog.tsx";
import { Notice } from "../../ui/notice.tsx";
import { showToast } from "../../ui/toasts.ts";
import { type FormOwner, forgetForm } from "./kept-form.ts";
import { LoadingForm } from "./loading-form.tsx";
import { type LostByClosing, UpdateForm } from "./update-form.tsx";

const overList = getRouteApi("/signed-in/catalogs/$catalogId/update");
const overCatalog = getRouteApi("/signed-in/catalogs/$catalogId/new-update");

/** The update form in a drawer over the catalogs page. Its address opens it; closing goes back to where one came from. */
export function CatalogUpdatePage() {
  const { catalogId } = overList.useParams();
  const { toImage, rollback } = overList.useSearch();
  const navigate = overList.useNavigate();
  return (
    <FormDrawer
      catalogId={catalogId}
      toImage={toImage}
      rollback={rollback}
      onClosed={() =>
        void navigate({ to: "/catalogs", search: ({ toImage: _, rollback: __, ...search }) => search, replace: true })
      }
    />
  );
}

/** The same form in a drawer over the catalog's own page, which it was opened from. */
export function CatalogUpdateOverCatalog() {
  const { catalogId } = overCatalog.useParams();
  const { toImage, rollback } = overCatalog.useSearch();
  const navigate = overCatalog.useNavigate();
  return (
    <FormDrawer
      catalogId={catalogId}
      toImage={toImage}
      rollback={rollback}
      onClosed={() => void navigate({ to: "/catalogs/$catalogId", params: { catalogId }, search: {}, replace: true })}
    />
  );
}

/** What the form's address says: its catalog, and what `CatalogUpdateSearch` explains. */
interface FormAddress {
  catalogId: string;
  toImage: string | undefined;
  rollback: string | undefined;
}

/** `onClosed`: shows the page under the form where the browser has none to go back to. */
function FormDrawer({ onClosed, ...address }: FormAddress & { onClosed: () => void }) {
  const { catalogId, rollback } = address;
  const { user } = useSession();
  const router = useRouter();
  const canGoBack = useCanGoBack();
  const wasSent = useRef(false);
  useFocusReturn(useLocation({ select: ({ pathname }) => pathname }), wasSent);
  const connection = useConnection();
  const { data: catalog } = useQuery({ ...catalogQuery(connection.id, catalogId), select: withoutAge });
  const owner = useMemo<FormOwner>(
    () => ({ personId: user.id, connectionId: connection.id, catalogId }),
    [user.id, connection.id, catalogId],
  );
  const lostByClosing = useRef<LostByClosing>("nothing");
  const [asked, setAsked] = useState<Exclude<LostByClosing, "nothing"> | null>(null);
  const close = () => {
    if (canGoBack) router.history.back();
    else onClosed();
  };
  const askOrClose = () => {
    if (lostByClosing.current === "nothing") close();
    else setAsked(lostByClosing.current);
  };
  return (
    <Drawer
      open
      onClose={askOrClose}
      title={rollback === undefined ? m.update_image() : m.rollback_title()}
      // A line is kept free until the catalog is there, so that nothing jumps.
      description={catalog ? placeInWords(catalog) : "\u00a0"}
    >
      <PageTitle>
        {catalog
          ? rollback === undefined
            ? m.update_catalog({ catalog: catalog.name })
            : m.rollback_catalog({ catalog: catalog.name })
          : m.update_image()}
      </PageTitle>
      {useMayUpdate() ? (
        <Form key={catalogId} {...address} owner={owner} lostByClosing={lostByClosing} wasSent={wasSent} />
      ) : (
        <Body>
          <Notice tone="info" title={m.update_needs_admin()}>
            {m.update_look_only()}
          </Notice>
        </Body>
      )}
      {asked === null ? null : (
        <LeaveDialog
          lost={asked}
          onStay={() => setAsked(null)}
          onLeave={() => {
            setAsked(null);
            forgetForm(owner, rollback ?? null);
            close();
          }}
        />
      )}
    </Drawer>
  );
}

/** Asks before something is lost; staying is what Escape and the first button do. */
function LeaveDialog(props: { lost: "work" | "outcome"; onStay: () => void; onLeave: () => void }) {
  const { lost, onStay, onLeave } = props;
  const isWork = lost === "work";
  const stay = useRef<HTMLButtonElement>(null);
  return (
    <Dialog
      open
      onClose={onStay}
      title={isWork ? m.leave_discard() : m.leave_unknown()}
      className="max-w-sm!"
      initialFocus={stay}
      footer={
        <>
          <Button ref={stay} onClick={onStay}>
            {m.leave_stay()}
          </Button>
          <Button variant="danger" onClick={onLeave}>
            {isWork ? m.leave_discard_do() : m.leave_unknown_do()}
          </Button>
        </>
      }
    >
      {isWork ? m.leave_discard_text() : m.leave_unknown_text()}
    </Dialog>
  );
}

interface FormProps extends FormAddress {
  owner: FormOwner;
  lostByClosing: RefObject<LostByClosing>;
  /** Set when an update has started from here. */
  wasSent: RefObject<boolean>;
}

function Form({ catalogId, toImage, rollback, owner, lostByClosing, wasSent }: FormProps) {
  const connection = useConnection();
  const { user } = useSession();
  const navigate = useNavigate();
  // With the image in the address, a reload and a link open the form with it.
  const onPick = useCallback(
    (imageId: string) =>
      void navigate({
        to: ".",
        search: (old) => ({ ...old, toImage: imageId }),
        replace: true,
        state: true,
        resetScroll: false,
      }),
    [navigate],
  );
  const client = useQueryClient();
  const catalog = useQuery({ ...catalogQuery(connection.id, catalogId), select: withoutAge });
  const images = useQuery({ ...imagesQuery(connection.id), select: withoutAge });
  // The press is answered by the drawer; the form is drawn while that fades in.
  const hasDrawer = useDeferredValue(true, false);
  const isOpen = useRef(true);
  useEffect(() => {
    isOpen.current = true;
    return () => {
      isOpen.current = false;
    };
  }, []);

  if (!hasDrawer) return null;
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
  const onOutcome = (outcome: StartOutcome<ImageUpdate>) => {
    for (const family of [catalogsKey, imagesKey, imageUpdatesKey]) {
      void client.invalidateQueries({ queryKey: family(connection.id) });
    }
    if (outcome.kind !== "started") return;
    const update = outcome.started;
    const isUnknown = update.state === "unknown";
    const names = { catalog: update.catalogName, image: targetInWords(update) };
    const open = () => void navigate({ to: "/updates/$updateId", params: { updateId: update.id }, search: {} });
    const message = {
      tone: isUnknown ? ("warn" as const) : ("ok" as const),
      about: catalogId,
      title: isUnknown
        ? m.outcome_not_known_yet()
        : rollback === undefined
          ? m.update_started(names)
          : m.rollback_started(names),
      text: isUnknown
        ? wordsForImageUpdateState("unknown").sentence
        : keepDisk
          ? m.summary_kept(names)
          : m.update_started_next(names),
      actions: [{ label: m.toast_open(), onAct: open }],
    };
    // The page that one is led to shows the update itself; a message is for what that page does not say.
    if (!isOpen.current || isUnknown || keepDisk) showToast(message);
    if (!isUnknown) void askAboutNotifications(client, update.catalogName);
    if (!isOpen.current) return;
    wasSent.current = true;
    void navigate({ to: "/catalogs/$catalogId", params: { catalogId }, search: {}, replace: true });
  };

  return (
    <UpdateForm
      owner={owner}
      lostByClosing={lostByClosing}
      onPick={onPick}
      catalog={catalog.data}
      images={images.data.items}
      staleData={catalog.data.stale || images.data.stale}
      preselectedImageId={toImage ?? null}
      start={(body, idempotencyKey) =>
        startOutcomeOf(startImageUpdate(client, { connectionId: connection.id, catalogId, idempotencyKey, body }))
      }
      dryRun={{
        check: (body) => dryRunImageUpdate(client, { connectionId: connection.id, catalogId, body }),
        personName: user.displayName,
        connectionName: connection.name,
      }}
      onOutcome={onOutcome}
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
      rollBack={
        rollback === undefined
          ? undefined
          : {
              updateId: rollback,
              link: (
                <Link
                  to="/updates/$updateId"
                  params={{ updateId: rollback }}
                  search={{}}
                  className="underline underline-offset-2"
                >
                  {m.rollback_undone()}
                </Link>
              ),
            }
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
 * meanwhile, to the same link, else to one that opens the overlay. After sending it goes to the page's main part: what
 * opened the form may not be offered any more.
 * @param path the overlay's path
 */
function useFocusReturn(path: string, wasSent: RefObject<boolean>): void {
  const [opener] = useState(() => document.activeElement);
  const isOpen = useRef(true);
  useEffect(() => {
    isOpen.current = true;
    return () => {
      isOpen.current = false;
      // The page under the overlay is drawn, and no longer inert, one frame later.
      requestAnimationFrame(() => {
        // What has been opened since, such as the command palette, keeps the focus.
        if (isOpen.current || document.activeElement?.closest("[data-palette], [data-overlay][data-open]")) return;
        if (wasSent.current) {
          document.querySelector("main")?.focus({ preventScroll: true });
          return;
        }
        const kept = opener instanceof HTMLElement && opener.isConnected && opener !== document.body;
        const target = kept ? opener : linkTo(path, opener);
        target?.focus({ preventScroll: true });
      });
    };
  }, [opener, path, wasSent]);
}

/** One page may have several: one opens the overlay empty, another filled in. */
function linkTo(path: string, opener: Element | null): HTMLAnchorElement | undefined {
  const links = [...document.links].filter(
    (link): link is HTMLAnchorElement => link.pathname === path && link.tagName === "A",
  );
  return links.find(({ href }) => opener instanceof HTMLAnchorElement && href === opener.href) ?? links[0];
}
