import { TriangleAlert } from "lucide-react";
import * as m from "../i18n/messages.js";
import { Notice } from "../ui/notice.tsx";

/** Says that a list lacks facts: how many of its items could not be read. */
export function UnreadableNotice({ title }: { title: string }) {
  return (
    <Notice tone="warn" icon={<TriangleAlert aria-hidden="true" />} title={title} role="status" className="mb-4">
      {m.unreadable_why()}
    </Notice>
  );
}
