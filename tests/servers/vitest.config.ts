import { unitTests } from '../../vitest.shared.ts';

export default unitTests({
  globalSetup: ['src/find-servers.ts'],
  // Real servers take their time over tasks and backups.
  testTimeout: 60_000,
  hookTimeout: 60_000,
});
