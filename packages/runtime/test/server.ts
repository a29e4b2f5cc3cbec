import type { ServerResponse } from 'node:http';
import { freePort } from '@influxkit/test-tools';
import { type FakeRequest, type RawHandler, startFakeServer } from '@influxkit/testing';
import { onTestFinished } from 'vitest';

/** A fake server that ends with its test. */
export async function serve(handle: RawHandler): Promise<{ url: string; seen: readonly FakeRequest[] }> {
  const { url, requests, stop } = await startFakeServer({ handle });
  onTestFinished(stop);
  return { url, seen: requests };
}

export const json = (response: ServerResponse, value: unknown, status = 200): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
};

/** An address on loopback where nobody listens. */
export const closedPort = async (): Promise<string> => `http://127.0.0.1:${await freePort()}`;
