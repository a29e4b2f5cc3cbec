import { expect, test } from 'vitest';
import { installLines } from '../../../scripts/registry/registry.mjs';

test('each package manager takes the scope from the registry on loopback, and nothing else', () => {
  const npmrc = "echo '@influxkit:registry=http://127.0.0.1:4873/' >> .npmrc";
  expect(installLines('http://127.0.0.1:4873/', '@influxkit/influxdb')).toEqual({
    npm: [npmrc, 'npm install @influxkit/influxdb'],
    // Not as an argument, which pnpm 12 refuses.
    pnpm: [npmrc, 'pnpm add @influxkit/influxdb'],
    'yarn 4': [
      `yarn config set npmScopes --json '{"influxkit":{"npmRegistryServer":"http://127.0.0.1:4873/"}}'`,
      `yarn config set unsafeHttpWhitelist --json '["127.0.0.1"]'`,
      `yarn config set npmPreapprovedPackages --json '["@influxkit/*"]'`,
      'yarn add @influxkit/influxdb',
    ],
    'yarn 1': [npmrc, 'yarn add @influxkit/influxdb'],
  });
});
