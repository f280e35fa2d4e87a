import type { NotificationChoice } from "@catalog-deck/contract";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { BellOff, BellRing } from "lucide-react";
import { startTransition, useActionState, useId, useOptimistic, useState } from "react";
import { settingsQuery } from "../../api/settings.ts";
import * as m from "../../i18n/messages.js";
import { askForNotifications, notificationPermission } from "../../lib/browser.ts";
import { allowAndChoose } from "../../shared/ask-about-notifications.ts";
import { ProblemState } from "../../shared/problem-state.tsx";
import { useMayUpdate } from "../../shared/signed-in.ts";
import { Button } from "../../ui/button.tsx";
import { PageSection } from "../../ui/page-section.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";

const choices: readonly { value: NotificationChoice; label: string }[] = [
  { value: "all", label: m.notify_all() },
  { value: "mine", label: m.notify_mine() },
  { value: "none", label: m.notify_none() },
];

/** Whose ended updates the browser tells the person about, and whether this browser may. */
export function NotificationsSection() {
  const client = useQueryClient();
  const settings = useQuery(settingsQuery());
  const groupName = useId();
  const mayUpdate = useMayUpdate();
  const [permission, setPermission] = useState(notificationPermission);
  const kept = settings.data?.notifications?.choice ?? "none";
  // A choice shows at once; where it could not be kept, what is kept shows again. One is sent after the other.
  const [shown, showAtOnce] = useOptimistic(kept);
  const [, keep] = useActionState(async (_: undefined, choice: NotificationChoice) => {
    await allowAndChoose(client, choice);
    setPermission(notificationPermission());
    return undefined;
  }, undefined);
  const choose = (choice: NotificationChoice) =>
    startTransition(() => {
      showAtOnce(choice);
      keep(choice);
    });
  return (
    <PageSection title={m.notify_title()}>
      {settings.data ? (
        <div className="flex flex-col gap-3 rounded-card border border-hair bg-surface p-4 shadow-card">
          <p className="text-muted">{m.notify_about()}</p>
          <fieldset className="flex flex-col gap-1">
            <legend className="mb-1 font-medium">{m.notify_choice()}</legend>
            {choices
              .filter(({ value }) => mayUpdate || value !== "mine" || kept === "mine")
              .map(({ value, label }) => (
                <label key={value} className="flex min-h-7 cursor-pointer items-center gap-2">
                  <input
                    type="radio"
                    name={groupName}
                    className="size-3.5 accent-accent"
                    checked={shown === value}
                    onChange={() => choose(value)}
                  />
                  {label}
                </label>
              ))}
          </fieldset>
          {shown === "none" && permission !== "unsupported" ? null : (
            <Here
              permission={permission}
              onAllow={() => void askForNotifications().then((answer) => setPermission(answer))}
            />
          )}
        </div>
      ) : settings.error ? (
        <ProblemState
          title={m.notify_not_read()}
          error={settings.error}
          busy={settings.isFetching}
          onRetry={() => void settings.refetch()}
        />
      ) : (
        <Skeleton className="h-44 rounded-card" />
      )}
    </PageSection>
  );
}

/** What this browser does about it. */
function Here({ permission, onAllow }: { permission: ReturnType<typeof notificationPermission>; onAllow(): void }) {
  if (permission === "granted") return null;
  const words = {
    unsupported: m.notify_unsupported(),
    denied: m.notify_here_refused(),
    default: m.notify_here_not_allowed(),
  }[permission];
  return (
    <div role="status" className="flex flex-wrap items-center gap-x-3 gap-y-2 border-t border-hair pt-3 text-sm">
      <BellOff size={15} aria-hidden="true" className="shrink-0 text-warn" />
      <span className="min-w-0 flex-1 basis-60">{words}</span>
      {permission === "default" ? (
        <Button size="small" icon={<BellRing size={14} aria-hidden="true" />} onClick={onAllow}>
          {m.notify_allow_here()}
        </Button>
      ) : null}
    </div>
  );
}
