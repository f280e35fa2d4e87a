/** Every rule that only warns (packages/domain, eligibility.ts), acknowledged. */
export const acknowledgedWarnings: string[] = [
  "session-support-unknown",
  "image-deprecated",
  "image-in-use-already",
  "vda-older",
  "server-desktop-change",
  "existing-machines-keep-disk",
  "region-differs",
  "catalog-has-error-warning",
  "stale-data",
];
