import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

// Without a flag of its own for the process, so that the tests run the same however they are started.
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Bytes that this process holds and cannot give up: heap and buffers, after garbage was collected. */
export function held(): number {
  // What was let go before is swept beside the program: the second time waits for it.
  collect();
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
