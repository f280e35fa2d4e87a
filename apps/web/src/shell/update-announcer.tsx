import type { Catalog } from "@catalog-deck/contract";
import { classOfCatalog } from "@catalog-deck/domain";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Suspense, useEffect, useEffectEvent, useRef, useState } from "react";
import { catalogsQuery } from "../api/catalogs.ts";
import { itemsOf } from "../api/freshness.ts";
import { pacedWhileWatched } from "../api/polling.ts";
import { settingsQuery } from "../api/settings.ts";
import * as m from "../i18n/messages.js";
import { showInTab, useHidden } from "../lib/browser.ts";
import { lazyChunk } from "../lib/chunks.ts";
import { useConnection, useSession } from "../shared/signed-in.ts";
import { showToast } from "../ui/toasts.ts";
import { VisuallyHidden } from "../ui/visually-hidden.tsx";
import { isNotifiedOf, showNotification } from "./show-notification.ts";
import { type EndedUpdate, endedMessages, transitionsBetween } from "./transitions.ts";

const RolloutAnnouncer = lazyChunk(() => import("./rollout-announcer.tsx"), "RolloutAnnouncer");

const seenAfterMs = 10_000;
const nothing = { words: "", icon: "/icon.svg" };

/**
 * Speaks transitions to screen readers, shows a message when an update ends, and keeps the tab's title and icon: what
 * runs, and what has ended until the person has had the page in view. The browser notifies of the updates that they chose.
 */
export function UpdateAnnouncer() {
  const connection = useConnection();
  const { user } = useSession();
  const navigate = useNavigate();
  const { data: settings } = useQuery(settingsQuery());
  const choice = settings?.notifications?.choice ?? "none";
  const isWanted = (update: { requestedBy?: { id: string } | undefined }) =>
    isNotifiedOf(choice, update.requestedBy?.id, user.id);
  const hidden = useHidden();
  const { data: catalogs } = useQuery({
    ...catalogsQuery(connection.id),
    select: itemsOf,
    refetchIntervalInBackground: choice !== "none",
    refetchInterval: (query) =>
      pacedWhileWatched(query.state, { hidden, runs: (list) => list.items.some((one) => isRunning(one, isWanted)) }),
  });
  const before = useRef<readonly Catalog[] | undefined>(undefined);
  const [spoken, setSpoken] = useState("");
  const [unseen, setUnseen] = useState<readonly EndedUpdate[]>([]);

  const announceEnds = useEffectEvent((ended: readonly EndedUpdate[]) => {
    const onOpen = (updateId: string) => void navigate({ to: "/updates/$updateId", params: { updateId } });
    const onShow = () => void navigate({ to: "/updates", search: {} });
    // What a rollout has started is told of wave by wave.
    const single = ended.filter(({ rolloutId }) => rolloutId === undefined);
    for (const message of endedMessages(single, { onOpen, onShow })) showToast(message);
    for (const one of single.filter(isWanted)) void showNotification({ ...one, onOpen: () => onOpen(one.id) });
  });
  useEffect(() => {
    const transitions = before.current && catalogs ? transitionsBetween(before.current, catalogs) : [];
    before.current = catalogs;
    if (transitions.length === 0) return;
    const ended = transitions.flatMap((transition) => transition.ended ?? []);
    // An end is read out with its message.
    setSpoken(transitions.flatMap((one) => (one.ended ? [] : one.sentence)).join(" "));
    announceEnds(ended);
    if (ended.length > 0) setUnseen((old) => [...old, ...ended]);
  }, [catalogs]);
  useEffect(() => {
    if (hidden || unseen.length === 0) return;
    const timer = setTimeout(() => setUnseen([]), seenAfterMs);
    return () => clearTimeout(timer);
  }, [hidden, unseen]);
  const updating = catalogs?.filter((catalog) => classOfCatalog(catalog) === "updating").length ?? 0;
  useEffect(() => showInTab(tabStateOf(updating, unseen)), [updating, unseen]);
  useEffect(() => () => showInTab(nothing), []);
  return (
    <>
      <VisuallyHidden role="status" aria-live="polite">
        {spoken}
      </VisuallyHidden>
      {useOnceTrue(catalogs?.some(({ rollout }) => rollout !== undefined) ?? false) ? (
        <Suspense fallback={null}>
          <RolloutAnnouncer />
        </Suspense>
      ) : null}
    </>
  );
}

/** Whether it is true now or was before: the end of the last rollout is still to be told when no catalog waits any more. */
function useOnceTrue(now: boolean): boolean {
  const [ever, setEver] = useState(now);
  if (now && !ever) setEver(true);
  return ever;
}

function isRunning(
  { activeUpdate }: Catalog,
  isWanted: (update: NonNullable<Catalog["activeUpdate"]>) => boolean,
): boolean {
  return activeUpdate !== undefined && isWanted(activeUpdate);
}

/** The words before the tab's title and its icon: an end that nobody has seen is more than what runs. */
function tabStateOf(updating: number, unseen: readonly EndedUpdate[]): { words: string; icon: string } {
  const worst = unseen.find(({ tone }) => tone !== "ok");
  const [shown] = unseen.slice(-1);
  if (shown) {
    const count = unseen.length;
    const failed = unseen.filter(({ tone }) => tone === "bad").length;
    const together = failed > 0 ? m.notify_tab_failed({ failed, count }) : m.notify_tab_ended({ count });
    const words = count === 1 ? shown.title : together;
    return { words, icon: worst ? "/icon-attention.svg" : "/icon-done.svg" };
  }
  return updating > 0 ? { words: m.notify_tab_updating({ count: updating }), icon: "/icon-updating.svg" } : nothing;
}
