import { useState } from "react";
import { useOnline } from "../../lib/browser.ts";
import type { Submission } from "./use-submission.ts";

/** What a form would send as it stands. */
interface ToSend<Body> {
  /** The ids of the parts with something wrong, in focus order; empty when it may be sent. */
  wrong: readonly string[];
  /** Called only when nothing is wrong. */
  request: () => Body;
}

/** The person's tries to send a form. */
export interface Tries {
  /** A try has found something wrong: from then on the form says what. */
  attempted: boolean;
  /** The last try went nowhere, since the browser is offline. */
  isOffline: boolean;
  /** Sends the form, or asks again for what is of unknown outcome, or leads to the first thing that is wrong. */
  submit: () => void;
  /** Leads to a part with something wrong, as a try does. */
  refuse: (id: string) => void;
  startOver: () => void;
}

/** What happens when a person wants to send a form. Offline nothing does, and the form says so. */
export function useTries<Body extends object>(submission: Submission<Body>, { wrong, request }: ToSend<Body>): Tries {
  const online = useOnline();
  const [attempted, setAttempted] = useState(false);
  const [offlineTried, setOfflineTried] = useState(false);

  function refuse(id: string): void {
    setAttempted(true);
    focusOn(id);
  }

  function submit(): void {
    if (submission.pending) return;
    setOfflineTried(!navigator.onLine);
    if (!navigator.onLine) return;
    if (submission.locked) {
      submission.askAgain();
      return;
    }
    const [first] = wrong;
    if (first !== undefined) {
      refuse(first);
      return;
    }
    setAttempted(false);
    submission.send(request());
  }

  return { attempted, isOffline: offlineTried && !online, submit, refuse, startOver: () => setAttempted(false) };
}

function focusOn(id: string): void {
  const target = document.getElementById(id);
  target?.focus();
  target?.scrollIntoView?.({ block: "center" });
}
