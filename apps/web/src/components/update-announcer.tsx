import type { Catalog } from "@catalog-deck/contract";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { catalogsQuery } from "../api/catalogs.ts";
import { showToast } from "../ui/toasts.ts";
import { VisuallyHidden } from "../ui/visually-hidden.tsx";
import { useConnection } from "./signed-in.ts";
import { transitionsBetween } from "./transitions.ts";

/** Speaks transitions to screen readers, shows a message when an update ends, and marks the tab until it is seen. */
export function UpdateAnnouncer() {
  const connection = useConnection();
  const { data: catalogs } = useQuery({ ...catalogsQuery(connection.id), select: (list) => list.items });
  const before = useRef<readonly Catalog[] | undefined>(undefined);
  const [spoken, setSpoken] = useState("");
  useEffect(() => {
    const transitions = before.current && catalogs ? transitionsBetween(before.current, catalogs) : [];
    before.current = catalogs;
    if (transitions.length === 0) return;
    setSpoken(transitions.map((transition) => transition.sentence).join(" "));
    for (const { ended } of transitions) {
      if (!ended) continue;
      showToast(ended);
      markTab(ended.title, ended.tone === "ok" ? "/icon-done.svg" : "/icon-attention.svg");
    }
  }, [catalogs]);
  return (
    <VisuallyHidden role="status" aria-live="polite">
      {spoken}
    </VisuallyHidden>
  );
}

const markedForMs = 10_000;
let unmark = () => {};

/** Puts words before the tab's title and changes its icon, until the person has had the page in view for a while. */
function markTab(words: string, iconHref: string): void {
  unmark();
  const icon = document.querySelector<HTMLLinkElement>("link[rel=icon]");
  const title = document.title;
  document.title = `${words} · ${title}`;
  if (icon) icon.href = iconHref;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const seen = () => {
    if (!document.hidden) timer ??= setTimeout(() => unmark(), markedForMs);
  };
  unmark = () => {
    clearTimeout(timer);
    document.removeEventListener("visibilitychange", seen);
    if (document.title.startsWith(words)) document.title = title;
    if (icon) icon.href = "/icon.svg";
    unmark = () => {};
  };
  document.addEventListener("visibilitychange", seen);
  seen();
}
