import * as m from "../../i18n/messages.js";
import { PageTitle } from "../../shared/page-title.tsx";
import { useSession } from "../../shared/signed-in.ts";
import { PageBody } from "../../ui/page-body.tsx";
import { PageSection } from "../../ui/page-section.tsx";
import { NotificationsSection } from "./notifications-section.tsx";
import { PasswordSection } from "./password-section.tsx";
import { SessionsSection } from "./sessions-section.tsx";

/** What everybody may do with their own sign-in. */
export function MePage() {
  const { user, method } = useSession();
  return (
    <PageBody>
      <div className="max-w-3xl">
        <PageTitle>{m.me_title()}</PageTitle>
        <h1 className="text-xl font-semibold tracking-tight">{m.me_title()}</h1>
        <p className="text-muted wrap-anywhere">
          {user.displayName} · {user.role === "admin" ? m.role_admin() : m.role_helpdesk()}
        </p>
        <PageSection title={m.me_password()}>
          {method === "password" ? <PasswordSection /> : <p className="text-muted">{m.me_password_company()}</p>}
        </PageSection>
        <NotificationsSection />
        <SessionsSection />
      </div>
    </PageBody>
  );
}
