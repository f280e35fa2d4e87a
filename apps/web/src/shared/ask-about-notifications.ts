import type { NotificationChoice } from "@catalog-deck/contract";
import type { QueryClient } from "@tanstack/react-query";
import { chooseNotifications, settingsQuery } from "../api/settings.ts";
import * as m from "../i18n/messages.js";
import { askForNotifications, notificationPermission } from "../lib/browser.ts";
import { ApiProblem } from "../lib/http.ts";
import { showToast } from "../ui/toasts.ts";

/**
 * After a person's first update: asks in the page whether the browser shall tell them about its end. Asked once; who
 * does not answer is not told. The browser's own question comes only after a yes.
 */
export async function askAboutNotifications(client: QueryClient, catalogName: string): Promise<void> {
  if (["unsupported", "denied"].includes(notificationPermission())) return;
  try {
    const settings = await client.ensureQueryData(settingsQuery());
    if (settings.notifications !== undefined) return;
    await chooseNotifications(client, "none");
  } catch (error) {
    // The update matters, the question does not: it comes with the next update.
    if (error instanceof ApiProblem) return;
    throw error;
  }
  const yes = (choice: NotificationChoice) => () => void allowAndChoose(client, choice);
  showToast({
    tone: "info",
    title: m.notify_question({ catalog: catalogName }),
    text: m.notify_question_text(),
    stays: true,
    actions: [
      { label: m.notify_question_mine(), onAct: yes("mine") },
      { label: m.notify_question_all(), onAct: yes("all") },
      { label: m.notify_question_no(), onAct: () => {} },
    ],
  });
}

/** Asks the browser where it has to be asked, and keeps the choice; says how that went. */
export async function allowAndChoose(client: QueryClient, choice: NotificationChoice): Promise<void> {
  const permission = choice === "none" ? "granted" : await askForNotifications();
  try {
    await chooseNotifications(client, choice);
  } catch (error) {
    showToast({ tone: "bad", title: m.notify_not_kept(), text: error instanceof Error ? error.message : "" });
    return;
  }
  if (choice === "none") return;
  showToast(
    permission === "granted"
      ? { tone: "ok", title: m.notify_on() }
      : { tone: "warn", title: m.notify_refused(), text: m.notify_refused_text() },
  );
}
