/** A callback that fails must not take the writer with it, nor end the process; its error is shown on the console. */
export function callUser(callback: () => unknown): void {
  try {
    const result = callback();
    if (result instanceof Promise) result.catch(complain);
  } catch (error) {
    complain(error);
  }
}

function complain(error: unknown): void {
  console.error('influxkit: a callback of the writer failed:', error);
}
