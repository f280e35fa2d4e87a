import { PageTitle } from "../../components/page-title.tsx";

/** One image update. */
export function UpdatePage() {
  return <PageTitle>Update</PageTitle>;
}
