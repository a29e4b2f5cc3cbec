import { unitTests } from '../../vitest.shared.ts';

export default unitTests({
  // What is measured is the memory of one process and the time of one call.
  fileParallelism: false,
});
