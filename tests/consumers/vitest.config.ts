import { unitTests } from '../../vitest.shared.ts';

export default unitTests({
  globalSetup: ['src/setup.ts'],
  // Installing, compiling and starting browsers takes the time it takes, above all on a machine that is busy.
  testTimeout: 300_000,
  hookTimeout: 300_000,
  maxWorkers: 2,
});
