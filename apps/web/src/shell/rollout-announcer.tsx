import type { Rollout } from "@catalog-deck/contract";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useEffectEvent, useRef } from "react";
import { rolloutsQuery } from "../api/rollouts.ts";
import { settingsQuery } from "../api/settings.ts";
import * as m from "../i18n/messages.js";
import { serverNowMs } from "../lib/now.ts";
import { useConnection, useSession } from "../shared/signed-in.ts";
import { showToast } from "../ui/toasts.ts";
import { newsBetween, type RolloutNews } from "./rollout-news.ts";
import { isNotifiedOf, showNotification } from "./show-notification.ts";

/** Tells of holds, waves and ends of rollouts, instead of each catalog's update in them. Watches the newest rollouts. */
export function RolloutAnnouncer() {
  const connection = useConnection();
  const { user } = useSession();
  const navigate = useNavigate();
  const { data: settings } = useQuery(settingsQuery());
  const choice = settings?.notifications?.choice ?? "none";
  const { data } = useInfiniteQuery({
    ...rolloutsQuery(connection.id),
    refetchIntervalInBackground: choice !== "none",
  });
  const rollouts = data?.pages[0]?.items;
  const before = useRef<readonly Rollout[] | undefined>(undefined);

  const announce = useEffectEvent((news: readonly RolloutNews[]) => {
    for (const { key, rolloutId, responsibleId, tone, title, text } of news) {
      const onOpen = () => void navigate({ to: "/rollouts/$rolloutId", params: { rolloutId } });
      showToast({ tone, title, text, actions: [{ label: m.toast_open(), onAct: onOpen }] });
      if (isNotifiedOf(choice, responsibleId, user.id)) void showNotification({ id: key, title, text, onOpen });
    }
  });
  useEffect(() => {
    const news = before.current && rollouts ? newsBetween(before.current, rollouts, new Date(serverNowMs())) : [];
    before.current = rollouts;
    announce(news);
  }, [rollouts]);
  return null;
}
