import { useQuery } from "@tanstack/react-query";
import { Outlet, useRouter } from "@tanstack/react-router";
import { type ReactNode, Suspense, useEffect, useId, useMemo } from "react";
import { sessionQuery } from "../api/session.ts";
import { useOtherUser, useSessionEnded } from "../api/session-end.ts";
import * as m from "../i18n/messages.js";
import { lazyChunk } from "../lib/chunks.ts";
import { connectionOf, SignedInContext, useSession } from "../shared/signed-in.ts";
import { MarkedText } from "../ui/marked-text.tsx";
import { Toasts } from "../ui/toast.tsx";
import { AppHeader } from "./app-header.tsx";
import { FreshnessNotices } from "./freshness-notices.tsx";
import { Shortcuts } from "./shortcuts.tsx";
import { StartNothingNotice } from "./start-nothing-notice.tsx";
import { UpdateAnnouncer } from "./update-announcer.tsx";

const SessionEndDialog = lazyChunk(() => import("./session-end-dialog.tsx"), "SessionEndDialog");

/** Everything around a page: header, notices, messages, keys, and the dialog at the session's end. */
export function AppShell() {
  const mainId = useId();
  usePageFocus(mainId);
  const { connectionId } = useRouter().options.context;
  return (
    <SignedInProvider connectionId={connectionId}>
      <a
        href={`#${mainId}`}
        className="sr-only z-50 rounded-control bg-accent px-3 py-1.5 font-semibold text-accent-ink focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        {m.shell_skip()}
      </a>
      <DemoBanner />
      <ClockBanner />
      <StartNothingNotice />
      <AppHeader />
      <main id={mainId} tabIndex={-1} className="outline-none">
        <Outlet />
      </main>
      <FreshnessNotices />
      <Shortcuts />
      <UpdateAnnouncer />
      <Toasts />
      <SessionEnd />
    </SignedInProvider>
  );
}

function DemoBanner() {
  const { demo } = useSession();
  if (!demo) return null;
  return (
    <aside
      aria-label={m.shell_demo_label()}
      className="border-b border-hair bg-accent-tint print:hidden px-6 py-1 text-center text-sm max-sm:px-3"
    >
      <MarkedText parts={m.shell_demo.parts()} />
    </aside>
  );
}

/** For administrators alone: others are not told how far the server's clock is off. */
function ClockBanner() {
  const { clockOffBySeconds: offBySeconds } = useSession();
  if (offBySeconds === undefined) return null;
  const count = Math.max(1, Math.round(Math.abs(offBySeconds) / 60));
  const words = offBySeconds > 0 ? m.shell_clock_ahead : m.shell_clock_behind;
  return (
    <aside
      aria-label={m.shell_clock_label()}
      className="border-b border-hair bg-warn-tint print:hidden px-6 py-1 text-center text-sm max-sm:px-3"
    >
      <MarkedText parts={words.parts({ count })} />
    </aside>
  );
}

function SessionEnd() {
  const ended = useSessionEnded();
  const other = useOtherUser();
  if (!ended && !other) return null;
  return (
    <Suspense>
      <SessionEndDialog other={other} />
    </Suspense>
  );
}

/** Gives the pages below it the session and its connection. The session outlives its end: see session-end-dialog. */
function SignedInProvider(props: { connectionId: string | undefined; children: ReactNode }) {
  const { data: session } = useQuery(sessionQuery());
  const connection = session ? connectionOf(session, props.connectionId) : undefined;
  const signedIn = useMemo(() => (session && connection ? { session, connection } : null), [session, connection]);
  return signedIn ? <SignedInContext value={signedIn}>{props.children}</SignedInContext> : null;
}

/** The update form lies over its page and looks after the focus itself (`useFocusReturn`). */
const isOverlay = (path: string) => path.endsWith("/update") || path.endsWith("/new-update");

/** Whether closing the form at `from` shows the page at `to` that it lay over. */
const isUnder = (to: string, from: string) => isOverlay(from) && (to === "/catalogs" || from === `${to}/new-update`);

/**
 * Gives the focus to the page's main part after the person has gone to another page, so that a screen reader and the Tab
 * key begin there and not where the old page's link was. What has taken the focus inside the new page, or since then in
 * a dialog or the command palette, keeps it.
 */
function usePageFocus(mainId: string): void {
  const router = useRouter();
  useEffect(
    () =>
      router.subscribe("onRendered", ({ fromLocation, toLocation, pathChanged }) => {
        if (!fromLocation || !pathChanged || isOverlay(toLocation.pathname)) return;
        if (isUnder(toLocation.pathname, fromLocation.pathname)) return;
        focusMain(mainId, 60);
      }),
    [router, mainId],
  );
}

/** Tries frame by frame: what closes with the navigation keeps the page inert until it is gone. */
function focusMain(mainId: string, framesLeft: number): void {
  requestAnimationFrame(() => {
    const main = document.getElementById(mainId);
    if (!main || main.contains(document.activeElement)) return;
    // Opened since: what is typed now is meant for it.
    if (document.activeElement?.closest("[data-palette], [data-overlay][data-open]")) return;
    main.focus({ preventScroll: true });
    if (framesLeft > 0) focusMain(mainId, framesLeft - 1);
  });
}
