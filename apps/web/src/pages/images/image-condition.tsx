import type { ImageDetail } from "@catalog-deck/contract";
import { wordsForImageState, wordsForSubState } from "@catalog-deck/domain";
import { Notice } from "../../ui/notice.tsx";
import { ImageJob } from "./image-job.tsx";
import { filterOf } from "./image-list.ts";

/** Why an image cannot or should not be used, what Citrix says about it, and what to do; nothing for one that is well. */
export function ImageCondition({ image }: { image: ImageDetail }) {
  const kind = filterOf(image);
  if (kind === "ready") return null;
  const said = [...new Set([image.status ?? stepOf(image), image.extraInfo])].filter(Boolean);
  const inUse = image.catalogs.length > 0;
  if (kind === "deprecated") {
    return (
      <Notice tone="warn" title="Citrix has deprecated this image" className="mb-4">
        {said.map((text) => (
          <p key={text}>{text}</p>
        ))}
        <p>{inUse ? "Move the catalogs that use it to a newer image." : "No catalog uses it: nothing to do."}</p>
      </Notice>
    );
  }
  const label = wordsForImageState(image).label;
  return (
    <Notice
      tone={kind === "failed" ? "bad" : "info"}
      title={
        kind === "failed" ? `${label}: no catalog can be moved to this image` : `${label}: not ready to be used yet`
      }
      className="mb-4"
    >
      {said.map((text) => (
        <p key={text}>{text}</p>
      ))}
      <p>
        {kind === "failed"
          ? `Repair or build it again in Citrix Cloud.${inUse ? " Catalogs that use it go on as they are; move them to another image." : ""}`
          : "A catalog can be moved to it as soon as it is Ready; this page shows that by itself."}
      </p>
      <ImageJob image={image} large />
    </Notice>
  );
}

function stepOf(image: ImageDetail): string | undefined {
  return image.subState === undefined ? undefined : `${wordsForSubState(image.subState).label}.`;
}
