import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

// Without a flag of its own for the process, so that the tests run the same however they are started.
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/**
 * Bytes that this process holds and cannot give up: heap and buffers, after garbage was collected. The resident size says
 * less: it counts what nobody holds any more, and how much that is depends on how busy the machine is.
 */
export function held(): number {
  collect();
  collect(); // What was let go before is swept beside the program: the second time waits for it.
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** Looks at what is held again and again, until it is asked what the most was, in bytes more than at the beginning. */
export function watchHeld(): () => number {
  const before = held();
  let most = before;
  let timer: NodeJS.Timeout;
  const look = (): void => {
    const start = performance.now();
    most = Math.max(most, held());
    // A fifth of the time at most goes into looking.
    timer = setTimeout(look, Math.max(20, 4 * (performance.now() - start)));
  };
  timer = setTimeout(look, 0);
  return () => {
    clearTimeout(timer);
    most = Math.max(most, held());
    return most - before;
  };
}
