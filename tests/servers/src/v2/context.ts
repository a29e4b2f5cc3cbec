import { appendFileSync } from 'node:fs';
import { createOssV2, type OssV2 } from '@influxkit/oss-v2';
import { describe, inject, onTestFinished } from 'vitest';
import { withToken } from '../credentials.js';
import { watchDrift } from './drift.js';
import type { InfluxDB2 } from './server.js';

/** The server that was found. */
export const server: InfluxDB2 = inject('influxdb2');

/** Tests of what takes an engine: queries, tasks, deletion, backups. The others also run where only the contract is known. */
export const describeEngine = describe.skipIf(server.contractOnly);

/** Holds what the server responds against the contract, and notes it where the end of the run finds it. */
const holdAgainstContract = watchDrift((seen) => appendFileSync(inject('driftFile'), `${JSON.stringify(seen)}\n`));

/** A client of the server with its operator token, or with another. */
export const connect = (token: string = server.token): OssV2 =>
  createOssV2({ baseUrl: server.url, auth: withToken(token), timeout: 300_000, middleware: [holdAgainstContract] });

let count = 0;

/** A name that no other test and no other run uses; letters, digits and underscores. */
export const unique = (what: string): string =>
  `influxkit_${what}_${Date.now().toString(36)}_${process.pid.toString(36)}_${(count++).toString(36)}`;

/** Runs when the test is over, however it ended. What the test removed itself is no longer there to remove. */
export function cleanUp(remove: () => Promise<unknown>): void {
  onTestFinished(async () => {
    try {
      await remove();
    } catch (error) {
      if ((error as { status?: number }).status !== 404) throw error;
    }
  });
}

/** The id that a server gave. */
export function idOf(resource: { readonly id?: string | undefined } | undefined): string {
  if (resource?.id === undefined) throw new Error(`The server gave no id: ${JSON.stringify(resource)}`);
  return resource.id;
}

/** A new bucket that goes with the test. */
export async function newBucket(api: OssV2, name: string = unique('bucket')): Promise<{ id: string; name: string }> {
  const bucket = await api.buckets.create({ orgID: server.orgID, name, retentionRules: [] });
  const id = idOf(bucket);
  cleanUp(() => api.buckets.delete(id));
  return { id, name };
}

/** A new user that goes with the test. */
export async function newUser(api: OssV2): Promise<{ id: string; name: string }> {
  const name = unique('user');
  const id = idOf(await api.users.create({ name }));
  cleanUp(() => api.users.delete(id));
  return { id, name };
}

/** Asks again until a response is as wanted; the last response, after `seconds` at most. */
export async function eventually<T>(
  ask: () => Promise<T>,
  isDone: (response: T) => boolean,
  seconds = 300,
): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const response = await ask();
    if (isDone(response) || Date.now() > deadline) return response;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
