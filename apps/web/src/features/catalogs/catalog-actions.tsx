import type { Catalog } from "@catalog-deck/contract";
import { helpdeskSentence } from "@catalog-deck/domain";
import { Link } from "@tanstack/react-router";
import * as m from "../../i18n/messages.js";
import { here } from "../../lib/formatting.ts";
import { serverNowMs } from "../../lib/now.ts";
import { buttonClasses } from "../../ui/classes.ts";
import { CopyButton, CopyIconButton } from "../../ui/copy-button.tsx";

/** "Details": what a catalog offers where its image cannot be updated now. */
export function DetailsLink({ catalog }: { catalog: { id: string; name: string } }) {
  return (
    <Link
      to="/catalogs/$catalogId"
      params={{ catalogId: catalog.id }}
      aria-label={m.details_of({ catalog: catalog.name })}
      className={buttonClasses("secondary", "small")}
    >
      {m.details()}
    </Link>
  );
}

/** Copies one sentence about the catalog, to be read out or pasted while somebody is on the phone. */
export function CopyStatusButton({ catalog, small }: { catalog: Catalog; small?: boolean }) {
  const sentence = () => helpdeskSentence({ catalog, now: new Date(serverNowMs()), ...here });
  return small ? (
    <CopyIconButton text={sentence} label={m.copy_status_of({ catalog: catalog.name })} className="size-7.5!" />
  ) : (
    <CopyButton size="small" text={sentence} aria-label={m.copy_status_of({ catalog: catalog.name })}>
      {m.copy_status()}
    </CopyButton>
  );
}
