import { playwright } from '@vitest/browser-playwright';
import { mergeConfig } from 'vitest/config';
import { unitTests } from '../../vitest.shared.ts';
import { findChromium, launchOptions } from './src/chromium.ts';

const executablePath = findChromium();

export default mergeConfig(
  unitTests(
    {
      // Without a browser there is nothing that could run them.
      ...(executablePath === undefined ? { include: [], passWithNoTests: true } : {}),
      globalSetup: ['src/setup.ts'],
      browser: {
        enabled: executablePath !== undefined,
        headless: true,
        screenshotFailures: false,
        // A busy machine takes its time over starting one.
        connectTimeout: 600_000,
        provider: playwright({ launchOptions: launchOptions(executablePath) }),
        instances: [{ browser: 'chromium' }],
      },
    },
    'page',
  ),
  // Found only when a test asks for it, it would have the page load anew in the middle of the tests.
  { optimizeDeps: { include: ['openapi-fetch'] } },
);
