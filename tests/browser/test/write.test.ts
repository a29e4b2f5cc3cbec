import { int } from '@influxkit/line-protocol';
import { createOssV2 } from '@influxkit/oss-v2';
import { createInfluxQL } from '@influxkit/query';
import { createWriter, type WriteInput } from '@influxkit/write';
import { describe, expect, inject, test } from 'vitest';
import type { Taken } from '../src/sink.js';

const points = (count: number): WriteInput[] =>
  Array.from({ length: count }, (_, index) => ({
    measurement: 'm',
    tags: { host: `h${index % 5}` },
    fields: { v: index, i: int(index), s: 'ü 🙂' },
    timestamp: 1_700_000_000_000 + index,
  }));

/** What the sink took for a bucket. */
const taken = async (bucket: string): Promise<Taken[]> =>
  (await (await fetch(`${inject('sink')}/taken?bucket=${bucket}`)).json()) as Taken[];

describe('a writer in a page', () => {
  const api = createOssV2({ baseUrl: inject('sink') });

  test('does not compress unless it is asked to', async () => {
    const writer = createWriter(api, { org: 'o', bucket: 'plain', precision: 'ms' });
    for (const point of points(500)) writer.write(point);
    expect((await writer.close()).stats).toMatchObject({ accepted: 500, written: 500 });
    const requests = await taken('plain');
    expect(requests).toMatchObject([{ path: '/api/v2/write', encoding: 'identity' }]);
    expect(requests[0]?.text.trim().split('\n')).toHaveLength(500);
  });

  test('compresses with CompressionStream where the server allows it', async () => {
    const writer = createWriter(api, { org: 'o', bucket: 'gzip', precision: 'ms', gzip: true, batchLines: 250 });
    for (const point of points(500)) writer.write(point);
    expect((await writer.close()).stats).toMatchObject({ accepted: 500, written: 500 });
    const requests = await taken('gzip');
    expect(requests.map(({ encoding }) => encoding)).toEqual(['gzip', 'gzip']);
    expect(requests.flatMap(({ text }) => text.trim().split('\n'))).toHaveLength(500);
    for (const { size, text } of requests) expect(size).toBeLessThan(text.length / 4);
    // Which of two requests arrives first, the network decides.
    expect(requests.map(({ text }) => text.split('\n')[0])).toContain('m,host=h0 v=0,i=0i,s="ü 🙂" 1700000000000');
  });
});

describe.skipIf(inject('influxd') === undefined)('influxd, asked by a page of another origin', () => {
  const api = createOssV2({ baseUrl: inject('influxd') ?? '' });
  const influxql = createInfluxQL(api);

  test('responds to a ping, and a page may read its version', async () => {
    const { status, headers } = await api.ping().withResponse();
    expect(status).toBe(204);
    expect(headers.get('x-influxdb-version')).toMatch(/^1\./);
  });

  test('stores all that a writer sends, and gives it back', async () => {
    await influxql('CREATE DATABASE written').toArray();
    const writer = createWriter(api, { db: 'written', precision: 'ms', batchLines: 1000 });
    for (const point of points(5000)) writer.write(point);
    expect((await writer.close()).stats).toMatchObject({ accepted: 5000, written: 5000 });

    const [sums] = await influxql('SELECT count(v) AS n, sum(i) AS total FROM m', { db: 'written' }).toArray();
    expect(sums).toMatchObject({ n: 5000, total: 12_497_500 });
    const rows = await influxql('SELECT v, s, host FROM m', { db: 'written', chunked: 500 }).toArray();
    expect(rows).toHaveLength(5000);
    expect(rows[4999]).toEqual({ time: 1_700_000_004_999_000_000n, v: 4999, s: 'ü 🙂', host: 'h4' });
  });

  test('its preflight does not allow compressed bodies: set to compress, a writer says what it could not deliver', async () => {
    await influxql('CREATE DATABASE compressed').toArray();
    const writer = createWriter(api, { db: 'compressed', precision: 'ms', gzip: { threshold: 0 }, retry: false });
    for (const point of points(1)) writer.write(point);
    const { stats, errors } = await writer.closeSettled();
    expect(stats).toMatchObject({ accepted: 1, written: 0, failed: 1 });
    expect(errors).toHaveLength(1);
  });

  test('an error in a response reaches the page', async () => {
    await expect(influxql('SELECT v FROM m', { db: 'nowhere' }).toArray()).rejects.toThrow(
      'database not found: nowhere',
    );
  });
});
