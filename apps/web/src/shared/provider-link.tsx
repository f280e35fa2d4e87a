import * as m from "../i18n/messages.js";
import { buttonClasses, classNames } from "../ui/classes.ts";

/** The way to the identity provider: a link that looks like a button, with where to come back to. */
export function ProviderLink(props: {
  href: string;
  /** A path of this site; the server checks it again. */
  returnTo?: string | undefined;
  /** The provider asks who it is, even when it knows. */
  another?: boolean;
  /** Leaves the page as it is, and signs in beside it. */
  inNewTab?: boolean;
}) {
  const query = new URLSearchParams({
    ...(props.returnTo === undefined ? {} : { returnTo: props.returnTo }),
    ...(props.another ? { another: "1" } : {}),
  });
  return (
    <a
      href={query.size > 0 ? `${props.href}?${query}` : props.href}
      className={classNames(buttonClasses(props.another ? "secondary" : "primary", "large"), "w-full")}
      {...(props.inNewTab ? { target: "_blank", rel: "noopener" } : {})}
    >
      {props.inNewTab ? m.provider_sign_in_new_tab() : props.another ? m.provider_another() : m.provider_sign_in()}
    </a>
  );
}
