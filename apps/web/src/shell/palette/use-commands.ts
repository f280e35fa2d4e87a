import { compareCatalogs, wordsForCatalogState, wordsForImageState, wordsForImageUpdate } from "@catalog-deck/domain";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { catalogsQuery } from "../../api/catalogs.ts";
import { itemsOf } from "../../api/freshness.ts";
import { imageUpdatesQuery } from "../../api/image-updates.ts";
import { imagesQuery } from "../../api/images.ts";
import * as m from "../../i18n/messages.js";
import { dateTimeInWords } from "../../lib/formatting.ts";
import { type Language, language, languageNames } from "../../lib/language.ts";
import { setSingleKeys, useSingleKeys } from "../../lib/single-keys.ts";
import { setTheme } from "../../lib/theme.ts";
import { useConnection, useMayUpdate, useSession } from "../../shared/signed-in.ts";
import { momentOf, targetInWords } from "../../shared/update-words.ts";
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
    const page = (to: "/images" | "/updates" | "/wallboard" | "/account" | "/accounts" | "/audit", label: string) => ({
      key: `page ${to}`,
      kind: m.palette_page(),
      label,
      run: () => void navigate({ to, search: {} }),
    });
    const catalogs: Command = {
      key: "page /catalogs",
      kind: m.palette_page(),
      label: m.nav_catalogs(),
      run: () => void navigate({ to: "/catalogs", search: {} }),
    };
    const forAdmins = [page("/accounts", m.palette_accounts()), page("/audit", m.palette_audit())];
    return [
      catalogs,
      page("/images", m.nav_images()),
      page("/updates", m.nav_updates()),
      page("/wallboard", m.wall_menu()),
      page("/account", m.palette_your_account()),
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
  const commands = useMemo(() => {
    const sorted = (catalogs ?? []).toSorted(compareCatalogs);
    const commands: Command[] = sorted.map((catalog) => ({
      key: `catalog ${catalog.id}`,
      kind: m.palette_catalog(),
      label: catalog.name,
      note: [wordsForCatalogState(catalog).label, catalog.templateImageName, catalog.region]
        .filter(Boolean)
        .join(" · "),
      also: [catalog.domainName, catalog.storeFrontUrl, catalog.id].join("\n"),
      run: () => void navigate({ to: "/catalogs/$catalogId", params: { catalogId: catalog.id } }),
    }));
    if (mayUpdate) {
      for (const { id: catalogId, name, isRemotePcCatalog, unreadable } of sorted) {
        if (isRemotePcCatalog || unreadable) continue;
        commands.push({
          key: `start ${catalogId}`,
          kind: m.palette_action(),
          label: m.palette_start({ name }),
          run: () => void navigate({ to: "/catalogs/$catalogId/update", params: { catalogId }, search: {} }),
        });
      }
    }
    for (const image of images ?? []) {
      commands.push({
        key: `image ${image.id}`,
        kind: m.palette_image(),
        label: image.name,
        note: [wordsForImageState(image).label, image.osName].filter(Boolean).join(" · "),
        also: image.id,
        run: () => void navigate({ to: "/images/$imageId", params: { imageId: image.id } }),
      });
    }
    for (const update of updates?.flatMap(({ items }) => items) ?? []) {
      commands.push({
        key: `update ${update.id}`,
        kind: m.palette_update(),
        label: m.palette_update_of({ catalog: update.catalogName, image: targetInWords(update) }),
        note: `${wordsForImageUpdate(update).label} · ${dateTimeInWords(momentOf(update))}`,
        run: () => void navigate({ to: "/updates/$updateId", params: { updateId: update.id } }),
      });
    }
    return commands;
  }, [navigate, mayUpdate, catalogs, images, updates]);
  return { commands, reading: catalogsComing || imagesComing || updatesComing };
}

const themes = { system: m.theme_system(), light: m.theme_light(), dark: m.theme_dark() } as const;

function useSettings(): readonly Command[] {
  const { connections } = useSession();
  const current = useConnection();
  const singleKeys = useSingleKeys();
  return useMemo(() => {
    const action = (key: string, label: string, run: () => void): Command => ({
      key,
      kind: m.palette_action(),
      label,
      run,
    });
    return [
      ...connections
        .filter(({ id }) => id !== current.id)
        .map(({ id, name }) =>
          action(`connection ${id}`, m.palette_connection({ name }), () =>
            window.location.assign(`/c/${encodeURIComponent(id)}/catalogs`),
          ),
        ),
      ...(Object.entries(themes) as [keyof typeof themes, string][]).map(([theme, name]) =>
        action(`theme ${theme}`, m.palette_theme({ name }), () => setTheme(theme)),
      ),
      ...(Object.entries(languageNames) as [Language, string][])
        .filter(([other]) => other !== language)
        .map(([other, name]) =>
          action(`language ${other}`, m.palette_language({ name }), () => void changeLanguage(other)),
        ),
      action("keys", m.palette_keys(), showKeys),
      action("single keys", singleKeys ? m.palette_keys_off() : m.palette_keys_on(), () => setSingleKeys(!singleKeys)),
    ];
  }, [connections, current.id, singleKeys]);
}
