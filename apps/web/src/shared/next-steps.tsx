import type { Catalog, ImageUpdate } from "@catalog-deck/contract";
import * as m from "../i18n/messages.js";
import { useConnection, useMayUpdate } from "./signed-in.ts";
import { stepsAfterFailure } from "./steps-after-failure.ts";

/** The steps as a numbered list, with a link to Citrix's console where its address is known. */
export function NextSteps({ update, catalog }: { update: ImageUpdate; catalog: Catalog }) {
  const { consoleUrl } = useConnection();
  const mayUpdate = useMayUpdate();
  return (
    <ol aria-label={m.what_to_do()} className="list-decimal space-y-0.5 pl-5">
      {stepsAfterFailure(update, catalog, mayUpdate).map(({ text, inConsole }) => (
        <li key={text} className="wrap-anywhere">
          {text}
          {inConsole && consoleUrl ? (
            <>
              {" "}
              <a
                href={consoleUrl}
                target="_blank"
                rel="noreferrer"
                className="text-accent underline underline-offset-2"
              >
                {m.next_steps_open_console()}
              </a>
            </>
          ) : null}
        </li>
      ))}
    </ol>
  );
}
