import { unitTests } from '../../vitest.shared.ts';

export default unitTests({
  globalSetup: ['src/find-servers.ts'],
});
