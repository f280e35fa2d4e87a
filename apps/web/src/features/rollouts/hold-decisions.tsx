import type { RolloutDetail } from "@catalog-deck/contract";
import { type HeldCatalog, holdInWords } from "@catalog-deck/domain";
import { Link } from "@tanstack/react-router";
import { CirclePause } from "lucide-react";
import { type Ref, useId } from "react";
import * as m from "../../i18n/messages.js";
import { timeInWords } from "../../lib/formatting.ts";
import { statedInWords } from "../../lib/stated-in-words.ts";
import { LongText } from "../../shared/long-text.tsx";
import { useMayUpdate } from "../../shared/signed-in.ts";
import { Button } from "../../ui/button.tsx";
import { buttonClasses, classNames } from "../../ui/classes.ts";
import { type ActOption, heldCatalogs, type Option, optionsOfHold } from "./act-options.ts";
import { FormLink } from "./form-link.tsx";

/**
 * Why a rollout holds, and for administrators a table of what they can do: what happens then, and what users notice.
 * Nothing in it is more likely to be pressed than the rest.
 */
export function HoldDecisions(props: {
  rollout: RolloutDetail;
  hold: NonNullable<RolloutDetail["hold"]>;
  now: Date;
  ref: Ref<HTMLHeadingElement>;
  onAsk: (option: ActOption, button: HTMLElement) => void;
}) {
  const { rollout, hold, now, ref, onAsk } = props;
  const headingId = useId();
  const mayAct = useMayUpdate();
  const catalogs = heldCatalogs(rollout);
  const params = catalogs.length === 0 ? hold.params : { ...hold.params, catalogs };
  const words = holdInWords({ ...hold, params }, (iso) => timeInWords(iso, now));
  const isBad = hold.reason === "failures";
  const { starting, updating } = rollout.counts;
  return (
    <section
      aria-labelledby={headingId}
      className={classNames(
        "mt-4 overflow-hidden rounded-card border bg-surface print:hidden",
        isBad ? "border-bad" : "border-warn",
      )}
    >
      <div className={classNames("flex gap-3 px-5 py-4 max-sm:px-4", isBad ? "bg-bad-tint" : "bg-warn-tint")}>
        <CirclePause
          aria-hidden="true"
          className={classNames("mt-0.5 size-4.5 shrink-0", isBad ? "text-bad" : "text-warn")}
        />
        <div className="min-w-0">
          <h2
            ref={ref}
            id={headingId}
            tabIndex={-1}
            className={classNames("font-semibold text-md outline-none wrap-anywhere", isBad ? "text-bad" : "text-warn")}
          >
            {words.sentence} {rollout.startedAt === undefined ? m.hold_starts_nothing_yet() : m.hold_starts_nothing()}
          </h2>
          <WhatWasFound rollout={rollout} hold={hold} catalogs={catalogs} />
          <p className="mt-1 text-muted">
            {m.hold_since({ time: timeInWords(hold.since, now) })} {words.release}
          </p>
        </div>
      </div>
      {mayAct ? <Options rollout={rollout} options={optionsOfHold(rollout)} onAsk={onAsk} /> : null}
      {starting + updating > 0 ? (
        <p className="border-t border-hair bg-sunken px-5 py-2.5 text-muted max-sm:px-4">
          {m.hold_still_running({ count: starting + updating })}
        </p>
      ) : null}
    </section>
  );
}

/** What is known of the catalogs that it is about: why an update failed, what a rule says. */
function WhatWasFound(props: {
  rollout: RolloutDetail;
  hold: NonNullable<RolloutDetail["hold"]>;
  catalogs: readonly HeldCatalog[];
}) {
  const { rollout, hold } = props;
  const found = props.catalogs.flatMap(({ catalogId, catalogName, rules }) => {
    const update = rollout.targets.find((target) => target.catalogId === catalogId)?.update;
    const sentences = rules.map((rule) => statedInWords(rule) ?? rule.message);
    const seen = update === undefined ? undefined : statedInWords(update);
    if (hold.reason === "failures" && seen !== undefined) sentences.push(seen);
    if (sentences.length === 0 && update === undefined) return [];
    return [{ catalogId, catalogName, text: sentences.join(" "), updateId: update?.id }];
  });
  if (found.length === 0) return null;
  return (
    <ul className="mt-1">
      {found.map(({ catalogId, catalogName, text, updateId }) => (
        <li key={catalogId} className="wrap-anywhere">
          {found.length > 1 ? <b className="font-semibold">{catalogName}: </b> : null}
          <LongText>{text}</LongText>{" "}
          {updateId === undefined ? null : (
            <Link to="/updates/$updateId" params={{ updateId }} className="text-accent underline underline-offset-2">
              {m.rollout_open_update()}
              <span className="sr-only"> ({catalogName})</span>
            </Link>
          )}
        </li>
      ))}
    </ul>
  );
}

const cellClasses =
  "block px-5 align-middle max-md:border-0! max-md:px-4 md:table-cell md:border-t md:border-hair md:py-2.5";

function Options(props: {
  rollout: RolloutDetail;
  options: readonly Option[];
  onAsk: (option: ActOption, button: HTMLElement) => void;
}) {
  return (
    <table aria-label={m.hold_decisions()} className="block w-full text-left md:table">
      <thead className="max-md:sr-only">
        <tr className="text-muted text-sm">
          <th scope="col" className="px-5 md:w-64 py-2 font-medium">
            {m.hold_you_can()}
          </th>
          <th scope="col" className="px-5 py-2 font-medium">
            {m.hold_what_happens()}
          </th>
          <th scope="col" className="px-5 md:w-76 py-2 font-medium">
            {m.hold_for_users()}
          </th>
        </tr>
      </thead>
      <tbody className="block md:table-row-group">
        {props.options.map((option) => (
          <tr key={option.key} className="block border-hair border-t py-3 md:table-row md:py-0">
            <th scope="row" className={classNames(cellClasses, "font-normal")}>
              <Do {...props} option={option} />
            </th>
            <td className={classNames(cellClasses, "max-md:pt-1.5")}>{option.happens}</td>
            <td className={classNames(cellClasses, "text-muted first-letter:uppercase")}>{option.users}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const doClasses = "w-full justify-start! whitespace-normal! h-auto! min-h-8 py-1 text-left";

function Do(props: {
  rollout: RolloutDetail;
  option: Option;
  onAsk: (option: ActOption, button: HTMLElement) => void;
}) {
  const { rollout, option, onAsk } = props;
  const classes = classNames(buttonClasses(), doClasses);
  switch (option.kind) {
    case "act":
      return (
        <Button className={doClasses} onClick={({ currentTarget }) => onAsk(option, currentTarget)}>
          {m.asks_first({ label: option.label })}
        </Button>
      );
    case "rollBack":
      return (
        <FormLink rolloutId={rollout.id} fill="rollbackOf" className={classes}>
          {m.asks_first({ label: option.label })}
        </FormLink>
      );
    case "change":
      return (
        <FormLink rolloutId={rollout.id} fill="change" className={classes}>
          {m.asks_first({ label: option.label })}
        </FormLink>
      );
    case "decide":
      return (
        <Link to="/updates/$updateId" params={{ updateId: option.updateId ?? "" }} className={classes}>
          {m.asks_first({ label: option.label })}
        </Link>
      );
  }
}
