import * as m from "../i18n/messages.js";
import type { ToastMessage } from "../ui/toasts.ts";
import type { EndedUpdate } from "./transitions.ts";

/** More than these at once are told together. */
const toldOneByOne = 2;
const namesTold = 4;

type Message = Pick<ToastMessage, "tone" | "title" | "text" | "actions">;

/**
 * The messages about updates that a poll found ended: one for each, but where many succeeded at once, or many did not, one
 * for all of those. `onShow` leads to all updates.
 */
export function endedMessages(ended: readonly EndedUpdate[], onShow: () => void): Message[] {
  const succeeded = ended.filter(({ tone }) => tone === "ok");
  const others = ended.filter(({ tone }) => tone !== "ok");
  const tone = others.some((one) => one.tone === "bad") ? "bad" : "warn";
  return [
    ...told(succeeded, { tone: "ok", title: m.ended_many_ok({ count: succeeded.length }) }, onShow),
    ...told(others, { tone, title: m.ended_many_not({ count: others.length }) }, onShow),
  ];
}

function told(ended: readonly EndedUpdate[], together: Pick<Message, "tone" | "title">, onShow: () => void): Message[] {
  if (ended.length <= toldOneByOne) return ended.map(({ tone, title, text }) => ({ tone, title, text }));
  const names = ended.slice(0, namesTold).map(({ catalogName }) => catalogName);
  const more = ended.length - names.length;
  const text = more === 0 ? names.join(", ") : m.ended_many_more({ names: names.join(", "), count: more });
  return [{ ...together, text, actions: [{ label: m.ended_many_show(), onAct: onShow }] }];
}
