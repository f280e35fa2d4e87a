import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { useFocusKept } from "../ui/use-focus-kept.ts";
import { LongText } from "./long-text.tsx";

interface LoadMoreProps {
  hasMore: boolean;
  busy: boolean;
  error: Error | null;
  onMore: () => void;
  words: { failed: string; again: string; more: string };
}

/** The foot of a list that goes on: loads its older part, and says when that could not be read. */
export function LoadMore({ hasMore, ...foot }: LoadMoreProps) {
  return hasMore ? <Foot {...foot} /> : null;
}

function Foot({ busy, error, onMore, words }: Omit<LoadMoreProps, "hasMore">) {
  const foot = useFocusKept<HTMLDivElement>();
  return (
    <div ref={foot} className="mt-4 flex flex-col items-center gap-3">
      {error && !busy ? (
        <Notice tone="warn" role="alert" title={words.failed}>
          <LongText>{error.message}</LongText>
        </Notice>
      ) : null}
      <Button busy={busy} onClick={onMore}>
        {error ? words.again : words.more}
      </Button>
    </div>
  );
}
