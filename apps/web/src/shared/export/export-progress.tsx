import { useCallback, useEffect, useRef, useState } from "react";
import type { ImageUpdatesFilter } from "../../api/image-updates.ts";
import * as m from "../../i18n/messages.js";
import { numberInWords } from "../../lib/formatting.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Notice } from "../../ui/notice.tsx";
import { ProgressBar } from "../../ui/progress-bar.tsx";
import { useConnection } from "../signed-in.ts";
import { type History, mostUpdates, readHistory } from "./read-history.ts";

/** A history that is read at once shows no dialog. */
const shownAfterMs = 200;

interface ExportProgressProps {
  filter: ImageUpdatesFilter;
  /** Called once, with what is to be saved. */
  onRead: (history: History) => void;
  onClose: () => void;
}

/** Reads the history and says how far it is; can be cancelled. Stays open when there was more than is exported. */
export function ExportProgress({ filter, onRead, onClose }: ExportProgressProps) {
  const connection = useConnection();
  const [count, setCount] = useState(0);
  const [end, setEnd] = useState<"cut" | Error | null>(null);
  const [waited, setWaited] = useState(false);
  // What was asked for when it began: the page behind may render meanwhile.
  const asked = useRef({ filter, onRead });
  const reading = useRef<AbortController | null>(null);

  useEffect(() => {
    const timer = setTimeout(() => setWaited(true), shownAfterMs);
    return () => clearTimeout(timer);
  }, []);

  const read = useCallback(() => {
    reading.current?.abort();
    const cancelled = new AbortController();
    reading.current = cancelled;
    const { signal } = cancelled;
    setEnd(null);
    setCount(0);
    readHistory(connection.id, asked.current.filter, { signal, onProgress: setCount }).then(
      (history) => {
        if (signal.aborted) return;
        if (!history.complete) setEnd("cut");
        asked.current.onRead(history);
      },
      (error: unknown) => {
        if (!signal.aborted) setEnd(error instanceof Error ? error : new Error(String(error)));
      },
    );
  }, [connection.id]);

  useEffect(() => {
    read();
    return () => reading.current?.abort();
  }, [read]);

  if (!waited && end === null) return null;
  return (
    <Dialog
      open
      onClose={onClose}
      keepOnOutsidePress
      title={m.export_reading()}
      footer={
        <>
          {end instanceof Error ? (
            <Button variant="primary" onClick={read}>
              {m.try_again()}
            </Button>
          ) : null}
          <Button onClick={onClose}>{end === "cut" ? m.close() : m.cancel()}</Button>
        </>
      }
    >
      {end === "cut" ? (
        <Notice tone="warn" role="status" title={m.export_cut({ count: numberInWords(mostUpdates) })}>
          {m.export_cut_next()}
        </Notice>
      ) : end instanceof Error ? (
        <Notice tone="bad" role="alert" title={m.export_failed()}>
          {end.message}
        </Notice>
      ) : (
        <>
          <p className="mb-2">{m.export_read({ count })}</p>
          <ProgressBar label={m.export_reading()} percent={null} valueText={m.export_read({ count })} />
        </>
      )}
    </Dialog>
  );
}
