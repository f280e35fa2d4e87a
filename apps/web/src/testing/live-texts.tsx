import { useState } from "react";

/** Texts alone and next to each other, and some that come and go before, between and after others. */
export function LiveTexts({ percent, step, note }: { percent: number; step?: string; note?: string }) {
  const [pressed, setPressed] = useState(0);
  return (
    <div data-testid="live">
      {step}
      <p>
        {percent} % done{note ? <b>{note}</b> : null}, {percent * 2} s so far.
      </p>
      <p>{`${percent} machines.`}</p>
      {note}
      <button type="button" onClick={() => setPressed(pressed + 1)}>
        {pressed > 0 ? "Again" : null} pressed {pressed}
      </button>
    </div>
  );
}
