import * as m from "../../i18n/messages.js";
import { PageTitle } from "../../shared/page-title.tsx";
import { useSession } from "../../shared/signed-in.ts";
import { PageBody } from "../../ui/page-body.tsx";
import { PageSection } from "../../ui/page-section.tsx";
import { OwnNotifications } from "./own-notifications.tsx";
import { OwnPassword } from "./own-password.tsx";
import { OwnSessions } from "./own-sessions.tsx";

/** What everybody may do with their own sign-in. */
export function AccountPage() {
  const { user, method } = useSession();
  return (
    <PageBody>
      <div className="max-w-3xl">
        <PageTitle>{m.own_title()}</PageTitle>
        <h1 className="text-xl font-semibold tracking-tight">{m.own_title()}</h1>
        <p className="text-muted wrap-anywhere">
          {user.displayName} · {user.role === "admin" ? m.role_admin() : m.role_helpdesk()}
        </p>
        <PageSection title={m.own_password()}>
          {method === "password" ? <OwnPassword /> : <p className="text-muted">{m.own_password_company()}</p>}
        </PageSection>
        <OwnNotifications />
        <OwnSessions />
      </div>
    </PageBody>
  );
}
