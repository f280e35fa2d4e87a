import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Unplug } from "lucide-react";
import { sessionQuery, signOut } from "../api/session.ts";
import * as m from "../i18n/messages.js";
import { PageTitle } from "../shared/page-title.tsx";
import { Button } from "../ui/button.tsx";
import { buttonClasses } from "../ui/classes.ts";
import { EmptyState } from "../ui/empty-state.tsx";

/** What stands where the address names a connection that this person does not see, or where there is none to see at all. */
export function NoConnection() {
  const client = useQueryClient();
  const { data: session } = useQuery({ ...sessionQuery(), enabled: false });
  const seesOthers = (session?.connections.length ?? 0) > 0;
  const leave = async () => window.location.assign(await signOut(client));
  return (
    <main className="mx-auto max-w-xl p-6">
      <PageTitle>{m.not_found()}</PageTitle>
      <EmptyState
        headingLevel={1}
        icon={<Unplug aria-hidden="true" />}
        title={seesOthers ? m.connection_missing() : m.no_connection()}
        actions={
          seesOthers ? (
            // A new page: this one's addresses all lead to the connection that is not there.
            <a href="/" className={buttonClasses()}>
              {m.go_to_catalogs()}
            </a>
          ) : (
            <Button onClick={leave}>{m.sign_out()}</Button>
          )
        }
      >
        {seesOthers ? m.connection_missing_why() : m.no_connection_why()}
      </EmptyState>
    </main>
  );
}
