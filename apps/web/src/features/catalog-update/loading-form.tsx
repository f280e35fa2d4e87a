import type { ReactNode } from "react";
import * as m from "../../i18n/messages.js";
import { useOnline } from "../../lib/browser.ts";
import { Notice } from "../../ui/notice.tsx";
import { Skeleton, SkeletonRows } from "../../ui/skeleton.tsx";

/** The update form while it is read: its parts in their places, so that they stay there. `hasImage`: one is chosen by the link. */
export function LoadingForm({ hasImage }: { hasImage: boolean }) {
  const online = useOnline();
  return (
    <>
      <div className="flex flex-1 flex-col gap-6 overflow-hidden px-4 py-5 sm:px-6">
        <p role="status" className="sr-only">
          {m.loading_form()}
        </p>
        {online ? null : <Notice tone="warn" role="alert" title={m.offline_form_loading()} />}
        <Part title={m.form_new_image()}>
          {hasImage ? (
            <>
              <Skeleton className="mb-3 h-13 bg-sunken!" />
              <SkeletonRows rows={3} />
            </>
          ) : (
            <SkeletonRows head rows={5} className="rounded-control! h-82" />
          )}
        </Part>
        <Part title={m.form_when()}>
          <div className="grid grid-cols-1 gap-2 sm:grid-cols-3">
            <Skeleton className="h-19 rounded-note! bg-sunken!" />
            <Skeleton className="h-19 rounded-note! bg-sunken!" />
            <Skeleton className="h-19 rounded-note! bg-sunken!" />
          </div>
        </Part>
        <Part title={m.form_message()}>
          <div className="grid grid-cols-1 gap-4 sm:grid-cols-[1fr_240px]">
            <Skeleton className="h-40 bg-sunken!" />
            <Skeleton className="h-28 bg-sunken!" />
          </div>
        </Part>
      </div>
      <div className="flex items-center justify-end gap-4 border-hair border-t px-4 py-3.5 max-sm:flex-col max-sm:items-stretch sm:px-6">
        <Skeleton className="h-4 max-w-60 flex-1 sm:mr-auto" />
        <Skeleton className="h-9 w-36 max-sm:w-full" />
      </div>
    </>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div>
      <p className="mb-2 font-semibold">{title}</p>
      {children}
    </div>
  );
}
