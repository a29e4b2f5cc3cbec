import { unitTests } from '../../vitest.shared.ts';

export default unitTests({
  globalSetup: ['src/setup.ts'],
  maxWorkers: 2,
});
