import type { ReadImage } from "../../api/images.ts";
import * as m from "../../i18n/messages.js";

/** The applications that Citrix found on the image. */
export function ImageApplications({ image }: { image: ReadImage }) {
  if (image.applications.length === 0) {
    return <p className="text-muted">{image.state === "Ready" ? m.apps_none() : m.apps_later()}</p>;
  }
  const sorted = image.applications.toSorted((a, b) => a.name.localeCompare(b.name));
  return (
    <ul className="grid gap-x-8 rounded-card border border-hair bg-surface px-4 py-1.5 shadow-card sm:grid-cols-2 xl:grid-cols-3">
      {sorted.map((application) => (
        <li key={application.id} className="min-w-0 py-1.5">
          <p translate="no" className="font-medium wrap-anywhere">
            {application.name}
          </p>
          {application.description ? <p className="text-muted text-sm">{application.description}</p> : null}
          {application.applicationPath ? (
            <p className="truncate font-mono text-muted text-xs" title={application.applicationPath}>
              {application.applicationPath}
            </p>
          ) : null}
        </li>
      ))}
    </ul>
  );
}
