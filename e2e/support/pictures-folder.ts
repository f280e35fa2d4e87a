import { mkdir, rm } from "node:fs/promises";
import { picturesFolder } from "./pictures.ts";

/** Playwright's global set-up of the pictures: an empty folder, so that no picture of a page that is gone stays. */
export default async function emptyFolder(): Promise<void> {
  await rm(picturesFolder, { recursive: true, force: true });
  await mkdir(picturesFolder, { recursive: true });
}
