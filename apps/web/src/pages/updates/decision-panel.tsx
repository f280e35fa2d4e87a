import type { ImageUpdate, OpenDecision, UpdateDecision } from "@catalog-deck/contract";
import { ageInWords, wordsForSubState, wordsForWarning } from "@catalog-deck/domain";
import { type ReactNode, useState } from "react";
import { useNow } from "../../lib/now.ts";
import { dateTimeInWords } from "../../lib/places.ts";
import { Button } from "../../ui/button.tsx";
import { LabelledId } from "../../ui/labelled-id.tsx";
import { Notice } from "../../ui/notice.tsx";
import { PageSection } from "../../ui/page-section.tsx";
import { DecisionDialog } from "./decision-dialog.tsx";

/** What was sent beside what Citrix shows now, and the choice that an administrator has to make. */
export function DecisionPanel({ update, decision }: { update: ImageUpdate; decision: OpenDecision }) {
  const [asked, setAsked] = useState<{ outcome: UpdateDecision["outcome"]; seenVersion: string } | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const { sent, catalog } = decision;
  const ask = (outcome: UpdateDecision["outcome"]) => {
    setRefusal(null);
    setAsked({ outcome, seenVersion: catalog.version });
  };
  return (
    <PageSection title="Did this update start?" note="an administrator has to decide">
      <div className="flex flex-col gap-4 rounded-card border border-l-3 border-hair border-l-warn bg-surface px-4 py-3.5 shadow-card">
        {refusal === null ? null : (
          <Notice tone="warn" role="alert" title="Nothing was decided">
            {refusal}
          </Notice>
        )}
        <p>
          Citrix's answer was lost, and the catalog does not show whether the update started. Look at the catalog's
          tasks in Citrix Cloud, then say what you found. Until then no other update of this catalog can start. Nothing
          is sent by deciding.
        </p>
        <div className="grid grid-cols-1 gap-4 md:grid-cols-2">
          <FactList title="What was sent">
            <Row term="When">
              <When iso={sent.at} />
            </Row>
            <Row term="To image">{sent.image.name}</Row>
            <Row term="Answer">{sent.answer}</Row>
            <Row term="Last change before">
              {sent.lastModifiedTime === undefined ? "not known" : dateTimeInWords(sent.lastModifiedTime)}
            </Row>
          </FactList>
          <FactList title="What Citrix shows now">
            <Row term="Read">
              <When iso={catalog.readAt} />
            </Row>
            <Row term="Image">
              {catalog.image?.name ?? "none"}
              {catalog.image?.id === update.fromImage?.id ? " (as before)" : ""}
            </Row>
            <Row term="State">
              {catalog.state}
              {catalog.subState ? `: ${wordsForSubState(catalog.subState).label}` : ""}
            </Row>
            <Row term="Last change">
              {catalog.lastModifiedTime === undefined ? "not known" : dateTimeInWords(catalog.lastModifiedTime)}
            </Row>
            <Row term="Warnings">
              {catalog.warnings.map((warning) => wordsForWarning(warning).title).join(", ") || "none"}
            </Row>
          </FactList>
        </div>
        {sent.citrixTransactionId === undefined ? null : (
          <p className="-mt-2 text-muted">
            <LabelledId term="Transaction sent" id={sent.citrixTransactionId} label="transaction id" />
          </p>
        )}
        <div className="flex flex-wrap gap-2">
          <Button onClick={() => ask("started")}>It started…</Button>
          <Button onClick={() => ask("not-started")}>It did not start…</Button>
        </div>
      </div>
      {asked === null ? null : (
        <DecisionDialog
          update={update}
          {...asked}
          onClose={() => setAsked(null)}
          onOutdated={(message) => {
            setAsked(null);
            setRefusal(message);
          }}
        />
      )}
    </PageSection>
  );
}

function FactList({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="min-w-0">
      <h3 className="mb-1 font-semibold">{title}</h3>
      <dl className="flex flex-col gap-1">{children}</dl>
    </section>
  );
}

function Row({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div className="flex gap-3">
      <dt className="w-36 shrink-0 text-muted max-sm:w-28">{term}</dt>
      <dd className="min-w-0 flex-1 wrap-anywhere">{children}</dd>
    </div>
  );
}

function When({ iso }: { iso: string }) {
  const now = useNow(5_000);
  return (
    <time dateTime={iso}>
      {dateTimeInWords(iso)} <span className="text-muted">({ageInWords(now.getTime() - Date.parse(iso))})</span>
    </time>
  );
}
