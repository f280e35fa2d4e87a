import { PageTitle } from "../../components/page-title.tsx";

/** One image. */
export function ImagePage() {
  return <PageTitle>Image</PageTitle>;
}
