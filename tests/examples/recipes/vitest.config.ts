import { unitTests } from '../../../vitest.shared.ts';

export default unitTests({
  include: ['test/**/*.test.ts', 'programs/*/*.test.ts'],
  isolate: false,
  // Programs say what they retry; of a test that passes nobody reads it.
  silent: 'passed-only',
});
