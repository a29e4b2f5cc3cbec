import { unitTests } from '../../vitest.shared.ts';

export default unitTests({
  // The longest suite of all: by one process at a time it would go on long after the others have ended.
  maxWorkers: 2,
});
