import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { catalogQuery } from "../api/catalogs.ts";
import { imageUpdateQuery } from "../api/image-updates.ts";
import * as m from "../i18n/messages.js";
import { dayForFileName, downloadText, fileNameOf } from "../lib/download.ts";
import { here } from "../lib/formatting.ts";
import { serverNowMs } from "../lib/now.ts";
import { Button } from "../ui/button.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { PageSection } from "../ui/page-section.tsx";
import { useConnection } from "./signed-in.ts";
import { supportBundle } from "./support-bundle.ts";

/** What a case at Citrix Support begins with, to copy or to save; made at the moment of the press. */
export function SupportSection({ catalogId, updateId }: { catalogId: string; updateId: string | undefined }) {
  const connection = useConnection();
  const client = useQueryClient();
  const ofCatalog = catalogQuery(connection.id, catalogId);
  const ofUpdate = imageUpdateQuery(connection.id, updateId ?? "");
  // Both are kept new, and nothing of them shows before the press.
  useQuery({ ...ofCatalog, notifyOnChangeProps: [] });
  useQuery({ ...ofUpdate, enabled: updateId !== undefined, notifyOnChangeProps: [] });
  const known = () => {
    const catalog = client.getQueryData(ofCatalog.queryKey);
    return { catalog, update: client.getQueryData(ofUpdate.queryKey) ?? catalog?.activeUpdate ?? catalog?.lastUpdate };
  };
  const text = () => supportBundle({ connection, catalogId, ...known(), now: new Date(serverNowMs()), ...here });
  const save = () => {
    const { catalog, update } = known();
    const name = catalog?.name ?? update?.catalogName ?? catalogId;
    downloadText(fileNameOf([m.help_file(), name, dayForFileName(new Date())], "txt"), "text/plain", text());
  };
  return (
    <PageSection
      title={m.help_title()}
      actions={
        <div className="flex flex-wrap gap-2">
          <CopyButton size="small" text={text}>
            {m.help_copy()}
          </CopyButton>
          <Button size="small" icon={<Download size={14} aria-hidden="true" />} onClick={save}>
            {m.help_download()}
          </Button>
        </div>
      }
    >
      <p className="max-w-prose text-muted">{m.help_intro()}</p>
    </PageSection>
  );
}
