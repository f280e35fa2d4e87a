import { PageTitle } from "../../components/page-title.tsx";

/** All image updates. */
export function UpdatesPage() {
  return <PageTitle>Updates</PageTitle>;
}
