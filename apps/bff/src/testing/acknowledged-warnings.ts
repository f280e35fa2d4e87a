/** Every rule that only warns (packages/domain, eligibility.ts), acknowledged. */
export const acknowledgedWarnings: string[] = [
  "remote-pc-unknown",
  "session-support-unknown",
  "os-platform-unknown",
  "image-deprecated",
  "image-in-use-already",
  "vda-older",
  "server-desktop-change",
  "existing-machines-keep-disk",
  "region-differs",
  "catalog-has-error-warning",
  "stale-data",
];
