import type { Catalog, Rollout } from "@catalog-deck/contract";
import {
  compareCatalogs,
  hasUpdateOnItsWay,
  helpdeskSentence,
  isFinalState,
  wordsForCatalogState,
  wordsForImageState,
  wordsForImageUpdate,
  wordsForRolloutState,
} from "@catalog-deck/domain";
import { type QueryClient, useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import {
  Cable,
  CircleArrowUp,
  CircleUser,
  Copy,
  Disc3,
  History,
  Keyboard,
  Languages,
  Layers,
  LayoutGrid,
  type LucideIcon,
  Monitor,
  Pause,
  ScrollText,
  Server,
  SunMoon,
  Users,
} from "lucide-react";
import { useMemo } from "react";
import { catalogsQuery } from "../../api/catalogs.ts";
import { itemsOf } from "../../api/freshness.ts";
import { imageUpdatesQuery } from "../../api/image-updates.ts";
import { imagesQuery } from "../../api/images.ts";
import { actOnRollout, rolloutsQuery } from "../../api/rollouts.ts";
import * as m from "../../i18n/messages.js";
import { dateTimeInWords, here } from "../../lib/formatting.ts";
import { type Language, language, languageNames } from "../../lib/language.ts";
import { serverNowMs } from "../../lib/now.ts";
import { setSingleKeys, useSingleKeys } from "../../lib/single-keys.ts";
import { setTheme, useTheme } from "../../lib/theme.ts";
import { useConnection, useMayUpdate, useSession } from "../../shared/signed-in.ts";
import { momentOf, targetInWords } from "../../shared/update-words.ts";
import { showToast } from "../../ui/toasts.ts";
import { changeLanguage, showKeys } from "../shell-actions.ts";
import type { Command } from "./ranking.ts";

/**
 * Everything that the palette can go to or do: pages, catalogs, starting updates (for admins), images, updates, settings.
 * `reading` while some of it is still on its way.
 */
export function useCommands(): { commands: readonly Command[]; reading: boolean } {
  const pages = usePages();
  const things = useThings();
  const settings = useSettings();
  const { commands, reading } = things;
  return useMemo(
    () => ({ commands: [...pages, ...commands, ...settings], reading }),
    [pages, commands, reading, settings],
  );
}

function usePages(): readonly Command[] {
  const navigate = useNavigate();
  const mayUpdate = useMayUpdate();
  return useMemo(() => {
    const page = (
      to: "/images" | "/rollouts" | "/updates" | "/wallboard" | "/account" | "/accounts" | "/audit",
      label: string,
      icon: LucideIcon,
    ): Command => ({
      key: `page ${to}`,
      group: "pages",
      icon,
      label,
      run: () => void navigate({ to, search: {} }),
    });
    const catalogs: Command = {
      key: "page /catalogs",
      group: "pages",
      icon: LayoutGrid,
      label: m.nav_catalogs(),
      run: () => void navigate({ to: "/catalogs", search: {} }),
    };
    const forAdmins = [page("/accounts", m.palette_accounts(), Users), page("/audit", m.palette_audit(), ScrollText)];
    return [
      catalogs,
      page("/images", m.nav_images(), Disc3),
      page("/rollouts", m.palette_rollouts(), Layers),
      page("/updates", m.nav_updates(), History),
      page("/wallboard", m.wall_menu(), Monitor),
      page("/account", m.palette_your_account(), CircleUser),
      ...(mayUpdate ? forAdmins : []),
    ];
  }, [navigate, mayUpdate]);
}

function useThings(): { commands: readonly Command[]; reading: boolean } {
  const navigate = useNavigate();
  const { id } = useConnection();
  const mayUpdate = useMayUpdate();
  const { data: catalogs, isLoading: catalogsComing } = useQuery({ ...catalogsQuery(id), select: itemsOf });
  const { data: images, isLoading: imagesComing } = useQuery({ ...imagesQuery(id), select: itemsOf });
  const { data: updateList, isLoading: updatesComing } = useInfiniteQuery(imageUpdatesQuery(id));
  const updates = updateList?.pages;
  const client = useQueryClient();
  const { data: rolloutList, isLoading: rolloutsComing } = useInfiniteQuery(rolloutsQuery(id));
  const rollouts = rolloutList?.pages;
  const commands = useMemo(() => {
    const sorted = (catalogs ?? []).toSorted(compareCatalogs);
    const commands: Command[] = sorted.map((catalog) => ({
      key: `catalog ${catalog.id}`,
      group: "catalogs",
      icon: Server,
      label: catalog.name,
      note: [wordsForCatalogState(catalog).label, catalog.templateImageName, catalog.region]
        .filter(Boolean)
        .join(" · "),
      also: [catalog.domainName, catalog.storeFrontUrl, catalog.id].join("\n"),
      run: () => void navigate({ to: "/catalogs/$catalogId", params: { catalogId: catalog.id } }),
    }));
    for (const catalog of sorted) {
      if (catalog.unreadable) continue;
      commands.push({
        key: `copy ${catalog.id}`,
        group: "actions",
        icon: Copy,
        label: m.copy_status_of({ catalog: catalog.name }),
        run: () => void copyStatusOf(catalog),
      });
    }
    for (const catalog of mayUpdate ? sorted.filter(canBeUpdated) : []) {
      commands.push({
        key: `start ${catalog.id}`,
        group: "actions",
        icon: CircleArrowUp,
        label: m.palette_start({ name: catalog.name }),
        run: () => void navigate({ to: "/catalogs/$catalogId/update", params: { catalogId: catalog.id }, search: {} }),
      });
    }
    for (const rollout of rollouts?.flatMap(({ items }) => items) ?? []) {
      commands.push({
        key: `rollout ${rollout.id}`,
        group: "rollouts",
        icon: Layers,
        label: rollout.name,
        note: wordsForRolloutState(rollout.state, rollout.hold).label,
        also: rollout.id,
        run: () => void navigate({ to: "/rollouts/$rolloutId", params: { rolloutId: rollout.id } }),
      });
      if (!mayUpdate || (rollout.state !== "running" && rollout.state !== "scheduled")) continue;
      commands.push({
        key: `pause ${rollout.id}`,
        group: "actions",
        icon: Pause,
        label: m.palette_pause({ name: rollout.name }),
        run: () => void pause(client, id, rollout),
      });
    }
    for (const image of images ?? []) {
      commands.push({
        key: `image ${image.id}`,
        group: "images",
        icon: Disc3,
        label: image.name,
        note: [wordsForImageState(image).label, image.osName].filter(Boolean).join(" · "),
        also: image.id,
        run: () => void navigate({ to: "/images/$imageId", params: { imageId: image.id } }),
      });
    }
    for (const update of updates?.flatMap(({ items }) => items) ?? []) {
      commands.push({
        key: `update ${update.id}`,
        group: "updates",
        icon: History,
        label: m.palette_update_of({ catalog: update.catalogName, image: targetInWords(update) }),
        note: `${wordsForImageUpdate(update).label} · ${dateTimeInWords(momentOf(update))}`,
        run: () => void navigate({ to: "/updates/$updateId", params: { updateId: update.id } }),
      });
    }
    return commands;
  }, [navigate, client, id, mayUpdate, catalogs, rollouts, images, updates]);
  return { commands, reading: catalogsComing || rolloutsComing || imagesComing || updatesComing };
}

/** Whether the form would take an update of it now; what it would refuse is not offered. */
function canBeUpdated(catalog: Catalog): boolean {
  return (
    isFinalState(catalog.state) && !hasUpdateOnItsWay(catalog) && !catalog.isRemotePcCatalog && !catalog.unreadable
  );
}

async function pause(client: QueryClient, connectionId: string, { id, name, version }: Rollout): Promise<void> {
  try {
    await actOnRollout(client, { connectionId, rolloutId: id, act: "pause", body: { version } });
    showToast({ tone: "ok", title: m.palette_paused({ name }) });
  } catch (error) {
    showToast({
      tone: "bad",
      title: m.palette_not_paused({ name }),
      text: error instanceof Error ? error.message : "",
    });
  }
}

async function copyStatusOf(catalog: Catalog): Promise<void> {
  const text = helpdeskSentence({ catalog, now: new Date(serverNowMs()), ...here });
  try {
    await navigator.clipboard.writeText(text);
    showToast({ tone: "ok", title: m.palette_copied({ name: catalog.name }), text });
  } catch {
    // The browser refuses outside https and localhost, or when the person said no: the sentence can be read out all the same.
    showToast({ tone: "bad", title: m.could_not_copy(), text });
  }
}

const themes = { system: m.theme_system(), light: m.theme_light(), dark: m.theme_dark() } as const;

function useSettings(): readonly Command[] {
  const { connections } = useSession();
  const current = useConnection();
  const singleKeys = useSingleKeys();
  const themeNow = useTheme();
  return useMemo(() => {
    const action = (key: string, icon: LucideIcon, label: string, run: () => void): Command => ({
      key,
      group: "settings",
      icon,
      label,
      run,
    });
    return [
      ...connections
        .filter(({ id }) => id !== current.id)
        .map(({ id, name }) =>
          action(`connection ${id}`, Cable, m.palette_connection({ name }), () =>
            window.location.assign(`/c/${encodeURIComponent(id)}/catalogs`),
          ),
        ),
      ...(Object.entries(themes) as [keyof typeof themes, string][])
        .filter(([theme]) => theme !== themeNow)
        .map(([theme, name]) => action(`theme ${theme}`, SunMoon, m.palette_theme({ name }), () => setTheme(theme))),
      ...(Object.entries(languageNames) as [Language, string][])
        .filter(([other]) => other !== language)
        .map(([other, name]) =>
          action(`language ${other}`, Languages, m.palette_language({ name }), () => void changeLanguage(other)),
        ),
      action("keys", Keyboard, m.palette_keys(), showKeys),
      action("single keys", Keyboard, singleKeys ? m.palette_keys_off() : m.palette_keys_on(), () =>
        setSingleKeys(!singleKeys),
      ),
    ];
  }, [connections, current.id, singleKeys, themeNow]);
}
