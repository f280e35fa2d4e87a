import { classNames } from "./class-names.ts";

/** A grey block where content will be; it appears only after 200 ms. Give it the content's size by class names. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden="true" className={classNames("animate-skeleton rounded-control bg-hover", className)} />;
}
