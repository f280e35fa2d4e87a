import type { Catalog } from "@catalog-deck/contract";
import { Braces, Sheet } from "lucide-react";
import { type ReactNode, useState } from "react";
import type { ImageUpdatesFilter } from "../../api/image-updates.ts";
import * as m from "../../i18n/messages.js";
import { dayForFileName, downloadText, fileNameOf } from "../../lib/download.ts";
import { serverNowMs } from "../../lib/now.ts";
import { Menu, MenuItem, MenuLabel } from "../../ui/menu.tsx";
import { showToast } from "../../ui/toasts.ts";
import { useConnection } from "../signed-in.ts";
import { catalogsAsCsv, catalogsAsJson } from "./export-catalogs.ts";
import { ExportProgress } from "./export-progress.tsx";
import { updatesAsCsv, updatesAsJson } from "./export-updates.ts";
import type { History } from "./read-history.ts";

type Format = "csv" | "json";

const mediaTypes = { csv: "text/csv", json: "application/json" };
const iconProps = { size: 15, "aria-hidden": true } as const;

interface ExportMenuProps {
  exported: Exported;
  trigger: ReactNode;
  triggerClassName: string;
  defaultOpen: boolean;
}

/** The formats. Catalogs are saved at once, as they are shown; the history is read to its end first. */
export function ExportMenu({ exported, trigger, triggerClassName, defaultOpen }: ExportMenuProps) {
  const connection = useConnection();
  const [reading, setReading] = useState<Format | null>(null);

  function save(name: string, format: Format, text: string): void {
    const day = dayForFileName(new Date(serverNowMs()));
    downloadText(fileNameOf([name, connection.name, day], format), mediaTypes[format], text);
  }

  function choose(format: Format): void {
    if (exported.kind === "updates") {
      setReading(format);
      return;
    }
    const catalogs = exported.shown();
    const about = { connection, exportedAt: new Date(serverNowMs()).toISOString() };
    save(
      m.export_file_catalogs(),
      format,
      format === "csv" ? catalogsAsCsv(catalogs) : catalogsAsJson(catalogs, about),
    );
    showToast({ tone: "ok", title: m.export_catalogs_done({ count: catalogs.length }) });
  }

  function saveHistory(format: Format, filter: History["filter"], history: History): void {
    const about = { connection, exportedAt: new Date(serverNowMs()).toISOString(), filter, complete: history.complete };
    const { updates } = history;
    save(m.export_file_updates(), format, format === "csv" ? updatesAsCsv(updates) : updatesAsJson(updates, about));
    if (history.complete) {
      setReading(null);
      showToast({ tone: "ok", title: m.export_updates_done({ count: updates.length }) });
    }
  }

  return (
    <>
      <Menu trigger={trigger} triggerClassName={triggerClassName} defaultOpen={defaultOpen}>
        <MenuLabel>{exported.kind === "catalogs" ? m.export_what_catalogs() : m.export_what_updates()}</MenuLabel>
        <MenuItem icon={<Sheet {...iconProps} />} onSelect={() => choose("csv")}>
          {m.export_csv()}
        </MenuItem>
        <MenuItem icon={<Braces {...iconProps} />} onSelect={() => choose("json")}>
          {m.export_json()}
        </MenuItem>
      </Menu>
      {exported.kind === "updates" && reading !== null ? (
        <ExportProgress
          filter={exported.filter}
          onRead={(history) => saveHistory(reading, history.filter, history)}
          onClose={() => setReading(null)}
        />
      ) : null}
    </>
  );
}

/** What a page lets people take along: the catalogs that it shows, or every update that its filter lets through. */
export type Exported =
  | { kind: "catalogs"; shown: () => readonly Catalog[] }
  | { kind: "updates"; filter: ImageUpdatesFilter };
