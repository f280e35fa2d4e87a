import { CircleAlert } from "lucide-react";
import { Notice } from "../ui/notice.tsx";
import type { AccountRefusal } from "./account-problems.ts";

/** Says at the top of a form why nothing was changed. */
export function RefusalNotice({ refusal }: { refusal: AccountRefusal }) {
  if (!refusal.notice) return null;
  return (
    <Notice tone="bad" role="alert" icon={<CircleAlert aria-hidden="true" />} title={refusal.notice.title}>
      {refusal.notice.text}
    </Notice>
  );
}
