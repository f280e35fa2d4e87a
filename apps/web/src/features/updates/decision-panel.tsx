import type { ImageUpdate, OpenDecision, UpdateDecision } from "@catalog-deck/contract";
import { factInWords, wordsForSubState, wordsForWarning } from "@catalog-deck/domain";
import { type ReactNode, type RefObject, useRef, useState } from "react";
import * as m from "../../i18n/messages.js";
import { dateTimeInWords } from "../../lib/formatting.ts";
import { LongText } from "../../shared/long-text.tsx";
import { When } from "../../shared/when.tsx";
import { Button } from "../../ui/button.tsx";
import { LabeledId } from "../../ui/copy-button.tsx";
import { Notice } from "../../ui/notice.tsx";
import { PageSection } from "../../ui/page-section.tsx";
import { DecisionDialog } from "./decision-dialog.tsx";

/**
 * What was sent beside what Citrix shows now, and the choice that an administrator has to make. Where the question has
 * resolved itself, what came of it for whoever was answering. The focus then goes to `standing`, where the update stands.
 */
export function DecisionPanel(props: { update: ImageUpdate; standing: RefObject<HTMLElement | null> }) {
  const { update, standing } = props;
  const [asked, setAsked] = useState<{ outcome: UpdateDecision["outcome"]; seenVersion: string } | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const back = useRef<HTMLElement>(null);
  const ask = (outcome: UpdateDecision["outcome"], seenVersion: string, button: HTMLElement) => {
    back.current = button;
    setRefusal(null);
    setAsked({ outcome, seenVersion });
  };
  const close = (isSettled: boolean) => {
    if (isSettled) back.current = standing.current;
    setAsked(null);
  };
  const notice =
    refusal === null ? null : (
      <Notice tone="warn" role="alert" title={m.decision_nothing()} className={update.decision ? "" : "mt-4"}>
        <LongText>{refusal}</LongText>
      </Notice>
    );
  return (
    <>
      {update.decision ? <Question update={update} decision={update.decision} notice={notice} onAsk={ask} /> : notice}
      {asked === null ? null : (
        <DecisionDialog
          update={update}
          {...asked}
          focusAfter={back}
          onClose={close}
          onOutdated={(message) => {
            close(false);
            setRefusal(message);
          }}
        />
      )}
    </>
  );
}

function Question(props: {
  update: ImageUpdate;
  decision: OpenDecision;
  notice: ReactNode;
  onAsk: (outcome: UpdateDecision["outcome"], seenVersion: string, button: HTMLElement) => void;
}) {
  const { update, decision, notice, onAsk } = props;
  const { sent, catalog } = decision;
  return (
    <PageSection title={m.decision_question()} note={m.decision_note()}>
      <div className="overflow-hidden rounded-card border border-hair bg-surface shadow-card">
        <p className="bg-warn-tint px-4 py-3">{m.decision_explained()}</p>
        <div className="flex flex-col gap-4 px-4 py-3.5">
          {notice}
          <div className="grid grid-cols-1 gap-4 md:grid-cols-2">
            <FactList title={m.decision_sent()}>
              <Row term={m.decision_when()}>
                <When iso={sent.at} />
              </Row>
              <Row term={m.to_image()}>{sent.image.name}</Row>
              <Row term={m.decision_answer()}>
                <LongText>{factInWords(sent.answerFact, sent.answer)}</LongText>
              </Row>
              <Row term={m.decision_change_before()}>
                {sent.lastModifiedTime === undefined ? m.not_known_fact() : dateTimeInWords(sent.lastModifiedTime)}
              </Row>
            </FactList>
            <FactList title={m.decision_shown()}>
              <Row term={m.decision_read()}>
                <When iso={catalog.readAt} />
              </Row>
              <Row term={m.column_image()}>
                {catalog.image?.name ?? m.no_image_fact()}
                {catalog.image?.id === update.fromImage?.id ? m.decision_as_before() : ""}
              </Row>
              <Row term={m.column_state()}>
                {catalog.state}
                {catalog.subState ? `: ${wordsForSubState(catalog.subState).label}` : ""}
              </Row>
              <Row term={m.decision_last_change()}>
                {catalog.lastModifiedTime === undefined
                  ? m.not_known_fact()
                  : dateTimeInWords(catalog.lastModifiedTime)}
              </Row>
              <Row term={m.decision_warnings()}>
                {catalog.warnings.map((warning) => wordsForWarning(warning).title).join(", ") || m.none_of_it()}
              </Row>
            </FactList>
          </div>
          {sent.citrixTransactionId === undefined ? null : (
            <p className="-mt-2 text-muted">
              <LabeledId term={m.decision_transaction()} id={sent.citrixTransactionId} label={m.transaction_id()} />
            </p>
          )}
          <div className="flex flex-wrap gap-2">
            <Button onClick={({ currentTarget }) => onAsk("started", catalog.version, currentTarget)}>
              {m.decision_it_started()}
            </Button>
            <Button onClick={({ currentTarget }) => onAsk("not-started", catalog.version, currentTarget)}>
              {m.decision_it_did_not()}
            </Button>
          </div>
        </div>
      </div>
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
