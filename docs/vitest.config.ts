import { unitTests } from '../vitest.shared.js';

export default unitTests({
  // Pages, sites and browsers are made once a file, and two processors are all that there may be.
  fileParallelism: false,
});
