import { wordsForImageState, wordsForSubState } from "@catalog-deck/domain";
import type { ImageWithUses } from "../../api/images.ts";
import * as m from "../../i18n/messages.js";
import { LongText } from "../../shared/long-text.tsx";
import { Notice } from "../../ui/notice.tsx";
import { ImageJob } from "./image-job.tsx";
import { filterOf } from "./image-list.ts";

/** Why an image cannot or should not be used, what Citrix says about it, and what to do; nothing for one that is well. */
export function ImageCondition({ image }: { image: ImageWithUses }) {
  const kind = filterOf(image);
  if (kind === "ready") return null;
  const said = [...new Set([image.status ?? stepOf(image), image.extraInfo])].flatMap((text) => text || []);
  const inUse = image.catalogs.length > 0;
  if (kind === "deprecated") {
    return (
      <Notice tone="warn" title={m.image_is_deprecated()} className="mb-4">
        {said.map((text) => (
          <p key={text}>
            <LongText>{text}</LongText>
          </p>
        ))}
        <p>{inUse ? m.image_deprecated_next() : m.image_deprecated_unused()}</p>
      </Notice>
    );
  }
  const label = wordsForImageState(image).label;
  return (
    <Notice
      tone={kind === "failed" ? "bad" : "info"}
      title={kind === "failed" ? m.image_failed_title({ label }) : m.image_not_ready_title({ label })}
      className="mb-4"
    >
      {said.map((text) => (
        <p key={text}>
          <LongText>{text}</LongText>
        </p>
      ))}
      <p>
        {kind === "failed" ? (inUse ? m.image_failed_in_use_next() : m.image_failed_next()) : m.image_not_ready_next()}
      </p>
      <ImageJob image={image} large />
    </Notice>
  );
}

function stepOf(image: ImageWithUses): string | undefined {
  return image.subState === undefined ? undefined : `${wordsForSubState(image.subState).label}.`;
}
