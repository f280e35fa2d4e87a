import type { ReactNode } from "react";
import * as m from "../../i18n/messages.js";
import type { ImageChoice } from "../../shared/image-choices.ts";
import { Notice } from "../../ui/notice.tsx";

/** What going back means for users, and why the earlier image is not chosen where it cannot be. */
export function RollBackNotice(props: { preselected: ImageChoice | undefined; undoneLink: ReactNode }) {
  const { preselected } = props;
  const because = preselected?.unusableBecause;
  return (
    <>
      <Notice tone="warn" title={m.rollback_restarts()}>
        <p>{m.rollback_explained()}</p>
        <p>{props.undoneLink}</p>
      </Notice>
      {preselected === undefined ? (
        <Notice tone="bad" title={m.rollback_gone()} />
      ) : because === undefined ? null : (
        <Notice tone="bad" title={m.rollback_unusable({ image: preselected.image.name, because })} />
      )}
    </>
  );
}
