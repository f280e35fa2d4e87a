import { CloudOff, Hourglass, WifiOff } from "lucide-react";
import type { ReactNode } from "react";
import type { PageFreshness } from "../api/freshness.ts";
import * as m from "../i18n/messages.js";
import { timeInWords } from "../lib/formatting.ts";

/** What is said when a page's data is old. */
interface FreshnessWords {
  icon: ReactNode;
  title: string;
  text: string;
  nextTryAt?: string | undefined;
  transactionId?: string | undefined;
}

/** Why a page's data is old, in words; null while it is fresh. */
export function freshnessWords(freshness: PageFreshness, online: boolean, now: Date): FreshnessWords | null {
  const from = freshness.fetchedAt ? m.seen_from({ time: timeInWords(freshness.fetchedAt, now) }) : "";
  if (!online) {
    return {
      icon: <WifiOff aria-hidden="true" />,
      title: m.offline(),
      text: m.offline_next({ from }).trim(),
    };
  }
  const { failure, trouble } = freshness;
  const code = failure?.code ?? trouble?.code;
  const transactionId = failure?.citrixTransactionId ?? trouble?.citrixTransactionId;
  const nextTryAt = failure?.nextTryAt ?? trouble?.nextTryAt;
  if (code === "citrix-rate-limited" || code === "too-many-requests") {
    return {
      icon: <Hourglass aria-hidden="true" />,
      title: code === "citrix-rate-limited" ? m.citrix_limits() : m.too_many_questions(),
      text: from.trim(),
      nextTryAt,
      transactionId,
    };
  }
  if (failure?.code === "unreachable") {
    return {
      icon: <CloudOff aria-hidden="true" />,
      title: failure.message,
      text: m.updates_go_on({ from }).trim(),
    };
  }
  if (failure) {
    const icon = <CloudOff aria-hidden="true" />;
    return { icon, title: failure.message, text: from.trim(), nextTryAt, transactionId };
  }
  if (!freshness.stale) return null;
  return {
    icon: <CloudOff aria-hidden="true" />,
    title: m.data_old(),
    text: `${trouble?.message ?? m.citrix_old_copy()}${from}`,
    nextTryAt,
    transactionId,
  };
}
