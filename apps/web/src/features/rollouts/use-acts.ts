import type { RolloutAct, RolloutDetail } from "@catalog-deck/contract";
import { eventInWords } from "@catalog-deck/domain";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import { actOnRollout, type RolloutActing } from "../../api/rollouts.ts";
import * as m from "../../i18n/messages.js";
import { timeInWords } from "../../lib/formatting.ts";
import { ApiProblem } from "../../lib/http.ts";
import { serverNowMs } from "../../lib/now.ts";
import { useConnection } from "../../shared/signed-in.ts";
import type { ActOption } from "./act-options.ts";

/** What a person is asked about before it is done, on the version that they were looking at. */
export interface AskedAct {
  option: ActOption;
  version: number;
  /** Where the focus goes at the end. */
  button: HTMLElement;
}

/** What can be sent besides the version. */
export type ActBody = Omit<RolloutAct, "version">;

/** Does what a person asks for. What was refused because something else has happened stays to be read beside the present state. */
export function useActs(rolloutId: string) {
  const client = useQueryClient();
  const connection = useConnection();
  const [asked, setAsked] = useState<AskedAct | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const acting = useMutation({
    mutationFn: ({ what, body }: { what: RolloutActing; body: RolloutAct }) =>
      actOnRollout(client, { connectionId: connection.id, rolloutId, body, ...what }),
    onMutate: () => setRefusal(null),
    onSuccess: () => setAsked(null),
    onError: (error) => {
      if (!(error instanceof ApiProblem)) return;
      const present = error.problem?.rollout;
      if (present === undefined) return;
      setAsked(null);
      setRefusal([error.message, meanwhile(present)].filter(Boolean).join(" "));
    },
  });
  const { mutate, reset } = acting;
  const ask = useCallback(
    (next: AskedAct | null) => {
      reset();
      setAsked(next);
    },
    [reset],
  );
  const act = useCallback((what: RolloutActing, body: RolloutAct) => mutate({ what, body }), [mutate]);
  return {
    asked,
    ask,
    act,
    busy: acting.isPending ? acting.variables.what.act : undefined,
    /** The version that the last act has left. */
    doneVersion: acting.data?.version,
    /** Why it was not done; the rollout has not changed. */
    failure: acting.error !== null && refusal === null ? acting.error.message : undefined,
    refusal: refusal ?? undefined,
  };
}

/** "Meanwhile, 21:44: Resumed, Olga Brandt." */
function meanwhile(rollout: RolloutDetail): string | undefined {
  const [newest] = rollout.events;
  if (newest === undefined) return undefined;
  const now = new Date(serverNowMs());
  const nameOf = (id: string) => rollout.targets.find(({ catalogId }) => catalogId === id)?.catalogName;
  const { text } = eventInWords(newest, { nameOf, timeInWords: (iso) => timeInWords(iso, now) });
  const what = newest.actor === undefined ? text : `${text}, ${newest.actor.displayName}`;
  return m.rollout_meanwhile({ time: timeInWords(newest.at, now), what });
}
