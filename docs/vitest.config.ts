import { unitTests } from '../vitest.shared.js';

export default unitTests({
  testTimeout: 60_000,
  hookTimeout: 300_000,
  // Pages, sites and browsers are made once a file, and two processors are all that there may be.
  fileParallelism: false,
});
