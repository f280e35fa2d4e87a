import { useEffect } from "react";

/** Keeps the screen from going to sleep while the page is seen, where the browser can (Screen Wake Lock). */
export function useAwakeScreen(): void {
  useEffect(() => {
    if (!("wakeLock" in navigator)) return;
    let lock: WakeLockSentinel | undefined;
    let ended = false;
    const ask = async () => {
      if (document.hidden || (lock && !lock.released)) return;
      try {
        lock = await navigator.wakeLock.request("screen");
        if (ended) await lock.release();
      } catch (error) {
        // A low battery or a policy: the screen then sleeps as its system says.
        console.warn("The screen may go to sleep", error);
      }
    };
    // The browser ends the lock whenever the page is hidden.
    document.addEventListener("visibilitychange", ask);
    void ask();
    return () => {
      ended = true;
      document.removeEventListener("visibilitychange", ask);
      void lock?.release();
    };
  }, []);
}
