import type { Transport } from '@influxkit/runtime';
import { type NodeTransportOptions, nodeTransport } from '@influxkit/runtime/node';
import { onTestFinished } from 'vitest';

/** Each way that requests go, made for a test and closed with it; undefined is the platform's fetch. */
export const TRANSPORTS: readonly (readonly [
  name: string,
  open: (options?: NodeTransportOptions) => Transport | undefined,
])[] = [
  ['fetch', () => undefined],
  [
    'nodeTransport',
    (options) => {
      const transport = nodeTransport(options);
      onTestFinished(() => void transport.close().catch(() => {}));
      return transport;
    },
  ],
];
