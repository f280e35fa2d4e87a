import type { SignInCause, SignInProblem } from "@catalog-deck/contract";
import { CircleAlert, CircleCheck, Info, UserX } from "lucide-react";
import type { ReactNode } from "react";
import * as m from "../../i18n/messages.js";
import { Notice, type NoticeTone } from "../../ui/notice.tsx";

interface Words {
  tone: NoticeTone;
  icon: ReactNode;
  title: string;
  text: string;
}

const alert = <CircleAlert aria-hidden="true" />;
const info = <Info aria-hidden="true" />;

const words: Record<SignInProblem, Words> = {
  "no-role": {
    tone: "warn",
    icon: <UserX aria-hidden="true" />,
    title: m.provider_no_role_title(),
    text: m.provider_no_role(),
  },
  "too-many-groups": {
    tone: "warn",
    icon: <UserX aria-hidden="true" />,
    title: m.provider_no_role_title(),
    text: m.provider_too_many_groups(),
  },
  "provider-unreachable": {
    tone: "bad",
    icon: alert,
    title: m.provider_unreachable_title(),
    text: m.provider_unreachable(),
  },
  cancelled: { tone: "info", icon: info, title: m.provider_cancelled_title(), text: m.provider_cancelled() },
  expired: { tone: "info", icon: info, title: m.provider_expired_title(), text: m.provider_expired() },
  refused: { tone: "bad", icon: alert, title: m.provider_refused_title(), text: m.provider_refused() },
  unavailable: { tone: "bad", icon: alert, title: m.provider_unavailable_title(), text: m.provider_unavailable() },
  overloaded: { tone: "bad", icon: alert, title: m.provider_unavailable_title(), text: m.provider_overloaded() },
};

const causes: Record<SignInCause, string> = {
  name: m.provider_cause_name(),
  connection: m.provider_cause_connection(),
  tls: m.provider_cause_tls(),
  certificate: m.provider_cause_certificate(),
  "certificate-authority": m.provider_cause_authority(),
  proxy: m.provider_cause_proxy(),
};

/** Why the way over the identity provider ended on the sign-in page, or that the person has signed out there. */
export function ProviderNotice({
  problem,
  cause,
}: {
  problem: SignInProblem | "signed-out";
  cause?: SignInCause | undefined;
}) {
  const { tone, icon, title, text } =
    problem === "signed-out"
      ? ({
          tone: "ok",
          icon: <CircleCheck aria-hidden="true" />,
          title: m.signed_out_title(),
          text: m.signed_out(),
        } satisfies Words)
      : words[problem];
  return (
    <Notice tone={tone} role={tone === "bad" || tone === "warn" ? "alert" : "status"} icon={icon} title={title}>
      {text}
      {problem === "provider-unreachable" && cause ? <p className="mt-1 text-muted">{causes[cause]}</p> : null}
    </Notice>
  );
}
