import { unitTests } from '../../vitest.shared.ts';

export default unitTests({
  globalSetup: ['src/say-seeds.ts'],
  // Each run is a process of its own beside the server's: more of them at once would measure the machine.
  fileParallelism: false,
  maxConcurrency: 3,
});
