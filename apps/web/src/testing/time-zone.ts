/** Tests see the clocks of one place that changes them. The time zone belongs to the process: a test's thread cannot set it. */
export function setup(): void {
  process.env.TZ = "Europe/Berlin";
}
