/** Where the time comes from, so that tests can step it. */
export interface Clock {
  /** The time that is written down and shown. Where instances share a database it is the database's. */
  now(): Date;
  /** What this machine's clock on the wall says. Anybody can set it at any moment. */
  wall(): Date;
  /**
   * Milliseconds that nobody sets: since 1970 as the wall clock had it when the process started, and steady from then on.
   * Waiting times, ages and leases go by it. Only differences within one process mean something.
   */
  steadyMs(): number;
}

export const systemClock: Clock = {
  now: () => new Date(),
  wall: () => new Date(),
  steadyMs: () => performance.timeOrigin + performance.now(),
};
