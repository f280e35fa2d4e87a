import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import * as m from "../i18n/messages.js";
import { Button, type ButtonProps, IconButton } from "./button.tsx";
import { classNames } from "./classes.ts";

const copiedShownMs = 1_600;

function useCopy(text: string | (() => string)) {
  const [outcome, setOutcome] = useState<"idle" | "copied" | "refused">("idle");
  useEffect(() => {
    if (outcome === "idle") return;
    const timer = setTimeout(() => setOutcome("idle"), copiedShownMs);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(typeof text === "function" ? text() : text);
      setOutcome("copied");
    } catch {
      // The browser refuses outside https and localhost, or when the person said no: the button says so.
      setOutcome("refused");
    }
  };
  return { outcome, copy };
}

/** Copies a text and says that it did. `text` may be made at the moment of the press. */
export function CopyButton(props: Omit<ButtonProps, "onClick"> & { text: string | (() => string); children: string }) {
  const { text, children, ...rest } = props;
  const { outcome, copy } = useCopy(text);
  const icon = outcome === "copied" ? <Check size={14} aria-hidden="true" /> : <Copy size={14} aria-hidden="true" />;
  return (
    <Button {...rest} icon={icon} onClick={copy}>
      <span aria-live="polite">
        {outcome === "copied" ? m.copied() : outcome === "refused" ? m.could_not_copy() : children}
      </span>
    </Button>
  );
}

/** The same as an icon alone; `label` names what is copied. */
export function CopyIconButton({
  text,
  label,
  className,
}: {
  text: string | (() => string);
  label: string;
  className?: string;
}) {
  const { outcome, copy } = useCopy(text);
  const said = outcome === "copied" ? m.copied() : outcome === "refused" ? m.could_not_copy() : undefined;
  return (
    <>
      <IconButton label={said ?? label} onClick={copy} className={className ?? "size-6!"}>
        {outcome === "copied" ? <Check size={13} aria-hidden="true" /> : <Copy size={13} aria-hidden="true" />}
      </IconButton>
      <span aria-live="polite" className="sr-only">
        {said}
      </span>
    </>
  );
}

/** An id in monospace with its copy button. `whole`: never cut, for where it is read out. */
export function CopyableId({ id, label, whole = false }: { id: string; label: string; whole?: boolean }) {
  return (
    <span className="inline-flex max-w-full items-center gap-1">
      <code
        translate="no"
        className={classNames(
          "min-w-0 font-mono text-sm print:overflow-visible print:whitespace-normal print:wrap-anywhere",
          whole ? "wrap-anywhere" : "truncate",
        )}
        title={id}
      >
        {id}
      </code>
      <CopyIconButton text={id} label={m.copy_what({ label })} />
    </span>
  );
}

/** An id in full with its name before it: it is read out on the phone, and support asks for it. `label`: "update id". */
export function LabeledId({ term, id, label }: { term: string; id: string; label: string }) {
  return (
    <span className="inline-flex max-w-full flex-wrap items-center gap-x-2 text-muted">
      {term}
      <CopyableId id={id} label={label} whole />
    </span>
  );
}
