import { CircleAlert, RotateCw } from "lucide-react";
import * as m from "../i18n/messages.js";
import { ApiProblem } from "../lib/http.ts";
import { Button } from "../ui/button.tsx";
import { CopyableId } from "../ui/copy-button.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { LongText } from "./long-text.tsx";
import { NextTry } from "./next-try.tsx";

/** An error in the place of content that never came: what failed, when it is tried again, the id for Citrix Support. */
export function ProblemState(props: {
  title: string;
  error: Error;
  onRetry: () => void;
  busy?: boolean;
  headingLevel?: 1 | 2;
  /** Stands in a box already. */
  bare?: boolean;
}) {
  const problem = props.error instanceof ApiProblem ? props.error.problem : undefined;
  const nextTryAt = props.error instanceof ApiProblem ? props.error.nextTryAt : undefined;
  return (
    <EmptyState
      icon={<CircleAlert aria-hidden="true" />}
      title={props.title}
      headingLevel={props.headingLevel ?? 2}
      bare={props.bare ?? false}
      actions={
        <Button icon={<RotateCw size={14} aria-hidden="true" />} busy={props.busy} onClick={props.onRetry}>
          {m.try_again()}
        </Button>
      }
    >
      <p role="alert">
        <LongText>{props.error.message}</LongText>
      </p>
      {nextTryAt ? (
        <p>
          <NextTry at={nextTryAt} />
        </p>
      ) : null}
      {problem?.citrixTransactionId ? (
        <p className="mt-2 flex flex-wrap items-center justify-center gap-x-2">
          <span>{m.citrix_transaction_label()}</span>
          <CopyableId id={problem.citrixTransactionId} label={m.transaction_id()} />
        </p>
      ) : problem ? (
        <p className="mt-2 flex flex-wrap items-center justify-center gap-x-2">
          <span>{m.request()}</span>
          <CopyableId id={problem.requestId} label={m.request_id()} />
        </p>
      ) : null}
    </EmptyState>
  );
}
