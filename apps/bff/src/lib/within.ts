/** What `promise` gives, or `fallback` when it takes longer than `limitMs` milliseconds. Rejects as the promise does. */
export async function within<T, F>(promise: Promise<T>, limitMs: number, fallback: F): Promise<T | F> {
  let timer: NodeJS.Timeout | undefined;
  const enough = new Promise<F>((resolve) => {
    timer = setTimeout(() => resolve(fallback), limitMs);
  });
  try {
    return await Promise.race([promise, enough]);
  } finally {
    clearTimeout(timer);
  }
}
