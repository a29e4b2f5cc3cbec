import { unitTests } from '../../vitest.shared.ts';

export default unitTests({
  // Each example is a process of its own, which has to start; a busy machine takes its time over that.
  testTimeout: 120_000,
  hookTimeout: 60_000,
});
