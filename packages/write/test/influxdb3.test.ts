import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { recordedExchange } from '@influxkit/test-tools';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  createWriter,
  DialectError,
  PartialWriteError,
  RejectedError,
  type WriteError,
  type WriterOptions,
  type WriteTarget,
} from '../src/index.js';
import { openSpool } from '../src/spool.js';
import { connectionError, type FakeHandler, FakeServer, STORED } from './support/fake-server.js';

const CLUSTER = { 'cluster-uuid': '01890000-0000-7000-8000-000000000000' };

/** Writes lines and gives all that was reported of them. */
async function writeTo(handler: FakeHandler, lines: readonly string[], options: WriterOptions) {
  const server = new FakeServer(handler);
  const errors: WriteError[] = [];
  const writer = createWriter(server.api, {
    gzip: false,
    retry: false,
    onError: (error) => errors.push(error),
    ...options,
  });
  writer.write(lines);
  await writer.flush().catch(() => {});
  const { stats } = await writer.closeSettled();
  return { server, errors, stats };
}

describe('where a database of InfluxDB 3 is written', () => {
  it.each<[name: string, target: WriteTarget & { precision?: 'us' | 'ms' | 's' }, path: string, query: object]>([
    ['by default', { database: 'd' }, '/api/v3/write_lp', { db: 'd', precision: 'nanosecond' }],
    ['in microseconds', { database: 'd', precision: 'us' }, '/api/v3/write_lp', { db: 'd', precision: 'microsecond' }],
    ['in milliseconds', { database: 'd', precision: 'ms' }, '/api/v3/write_lp', { db: 'd', precision: 'millisecond' }],
    ['in seconds', { database: 'd', precision: 's' }, '/api/v3/write_lp', { db: 'd', precision: 'second' }],
    [
      'with its options',
      { database: 'd', acceptPartial: false, noSync: true },
      '/api/v3/write_lp',
      { db: 'd', precision: 'nanosecond', accept_partial: 'false', no_sync: 'true' },
    ],
    [
      'by the endpoint of 2.x',
      { database: 'd', endpoint: '/api/v2/write' },
      '/api/v2/write',
      { bucket: 'd', precision: 'ns' },
    ],
  ])('%s', async (_, target, path, query) => {
    const { server } = await writeTo(() => STORED, ['m f=1 1'], target);
    expect(server.requests.map((request) => [request.path, request.query])).toEqual([[path, query]]);
  });

  it.each<[options: object, message: RegExp]>([
    [{}, /`database` for InfluxDB 3.*got none of them/],
    [{ database: 'd', bucket: 'b' }, /got `bucket` and `database`/],
    [{ database: 'd', db: 'b' }, /got `db` and `database`/],
    [{ database: '' }, /`database` must be a non-empty string; got/],
    [
      { database: 'd', endpoint: '/write' },
      /`endpoint` must be '\/api\/v3\/write_lp' or '\/api\/v2\/write'; got "\/write"/,
    ],
    [{ database: 'd', noSync: 'yes' }, /`noSync` must be true or false; got/],
    [{ database: 'd', endpoint: '/api/v2/write', noSync: true }, /`noSync` is not known to \/api\/v2\/write/],
    [{ bucket: 'b', acceptPartial: true }, /`acceptPartial` needs `database`/],
    [{ db: 'd', endpoint: '/api/v2/write' }, /`endpoint` needs `database`/],
  ])('refuses %j', (options, message) => {
    expect(() => createWriter(new FakeServer().api, options as WriterOptions)).toThrow(message);
  });

  it.each<[name: string, target: WriteTarget]>([
    ['write_lp', { database: 'd' }],
    ['the endpoint of 2.x', { database: 'd', endpoint: '/api/v2/write' }],
  ])('goes in the dialect of InfluxDB 3 by %s', async (_, target) => {
    const server = new FakeServer();
    const writer = createWriter(server.api, target);
    writer.write({ measurement: 'm', tags: { share: '\\\\server\\share' }, fields: { f: 1.5 }, timestamp: 1n });
    await writer.close();
    expect(server.lines).toEqual(['m,share=\\\\\\\\server\\\\share f=1.5 1']);
  });
});

/** Lines without nanoseconds: those that are given none get some. */
const given = (lines: string): string => lines.replaceAll(/ \d{19}$/gm, '');

/** Lines as a writer sends them: those of a recorded body that hold a point. */
function pointsOf(name: string): string[] {
  const lines: string[] = [];
  for (const line of String(recordedExchange(name).request.body).split('\n')) {
    const before = lines.at(-1);
    const isInString = before !== undefined && (before.match(/"/g)?.length ?? 0) % 2 === 1;
    if (isInString) lines[lines.length - 1] = `${before}\n${line}`;
    else if (line !== '' && !line.startsWith('#')) lines.push(line);
  }
  return lines;
}

describe('what InfluxDB 3 Core 3.10 was recorded to respond', () => {
  const recorded = (name: string): ReturnType<FakeHandler> => {
    const { status, headers, body } = recordedExchange(name).response;
    return { status, headers: { ...headers }, body: body ?? '' };
  };

  it.each([
    'write-lp-partial',
    'write-lp-partial-none-good',
    'write-lp-type-conflict',
    'write-lp-type-conflict-in-request',
    'write-lp-tag-as-field',
    'write-lp-time-range',
    'write-lp-column-limit',
    'dialect-point-first',
    'dialect-plus',
  ])('%s: each rejected line with its number, its text and its reason, in one request', async (name) => {
    const lines = pointsOf(name);
    const { data } = JSON.parse(recordedExchange(name).response.body ?? '') as {
      data: { line_number: number; error_message: string }[];
    };
    const { server, errors, stats } = await writeTo(() => recorded(name), lines, { database: 'd' });
    expect(server.requests).toHaveLength(1);
    expect(given(server.lines.join('\n'))).toBe(given(lines.join('\n')));
    const [error] = errors as PartialWriteError[];
    expect(errors).toHaveLength(1);
    expect(error).toBeInstanceOf(PartialWriteError);
    expect(error?.rejected.map((line) => ({ ...line, text: given(line.text) }))).toEqual(
      data.map(({ line_number, error_message }) => ({
        line: line_number,
        position: line_number,
        text: given(lines[line_number - 1] ?? ''),
        reason: error_message,
      })),
    );
    expect(error?.status).toBe(recordedExchange(name).response.status);
    expect(stats).toMatchObject({ written: lines.length - data.length, rejected: data.length });
  });

  it.each<[name: string, target: WriteTarget]>([
    ['write-lp-accept-partial-false', { database: 'd', acceptPartial: false }],
    ['write-lp-accept-partial-false-conflict', { database: 'd', acceptPartial: false }],
    ['write-lp-column-limit-partial-false', { database: 'd', acceptPartial: false }],
    ['v1-write-bad-line', { db: 'd', dialect: 'v3' } as WriteTarget],
  ])('%s: the line that it names is reported, and the others are sent without it', async (name, target) => {
    const lines = pointsOf(name);
    const { data } = JSON.parse(recordedExchange(name).response.body ?? '') as {
      data: { line_number: number; error_message: string };
    };
    const { server, errors, stats } = await writeTo(
      (_, index) => (index === 0 ? recorded(name) : STORED),
      lines,
      target,
    );
    const bad = data.line_number - 1;
    expect(server.requests.slice(1).flatMap((request) => request.lines)).toEqual(
      lines.filter((_, index) => index !== bad),
    );
    const rejected = (errors as PartialWriteError[]).flatMap((error) => error.rejected);
    expect(rejected.map((line) => ({ ...line, text: given(line.text) }))).toEqual([
      { line: bad + 1, position: bad + 1, text: given(lines[bad] ?? ''), reason: data.error_message },
    ]);
    expect(stats).toMatchObject({ written: lines.length - 1, rejected: 1 });
  });

  it.each<[name: string, target: WriteTarget, says: RegExp]>([
    ['write-lp-database-limit', { database: 'six' }, /422: Adding a new database would exceed limit of 5 databases/],
    [
      'v2-write-database-limit',
      { database: 'six', endpoint: '/api/v2/write' },
      /400 invalid: .*exceed limit of 5 databases/,
    ],
    ['write-lp-database-name', { database: 'a b' }, /400: invalid character in database or rp name/],
    ['write-lp-deleted-database', { database: 'p5' }, /400: cannot write to soft-deleted database/],
    ['auth-write-wrong', { database: 'd' }, /401: the request was not authenticated/],
    ['write-lp-gzip-broken', { database: 'd' }, /400: error decoding gzip stream/],
  ])('%s: is final for all lines, in one request', async (name, target, says) => {
    const lines = ['x v=1 1', 'x v=2 2', 'x v=3 3'];
    const { server, errors, stats } = await writeTo(() => recorded(name), lines, target);
    expect(server.requests).toHaveLength(1);
    expect(errors.map((error) => error instanceof RejectedError)).toEqual([true]);
    expect(errors[0]?.message).toMatch(says);
    expect(stats).toMatchObject({ written: 0, rejected: 3 });
  });

  it('write-lp-too-large: is sent in parts', async () => {
    const { server, stats } = await writeTo(
      ({ lines }) => (lines.length > 2 ? recorded('write-lp-too-large') : STORED),
      ['x v=1 1', 'x v=2 2', 'x v=3 3', 'x v=4 4'],
      { database: 'd' },
    );
    expect(server.requests.map(({ lines }) => lines.length)).toEqual([4, 2, 2]);
    expect(stats).toMatchObject({ written: 4 });
  });

  it('v2-write-bad-line: the line is found, for the response names none', async () => {
    const lines = pointsOf('v2-write-bad-line');
    const { errors, stats } = await writeTo(
      ({ lines }) => (lines.some((line) => line.includes('"x"')) ? recorded('v2-write-bad-line') : STORED),
      lines,
      { database: 'd', endpoint: '/api/v2/write' },
    );
    expect((errors as PartialWriteError[]).flatMap(({ rejected }) => rejected.map(({ text }) => text))).toEqual([
      lines[1],
    ]);
    expect(stats).toMatchObject({ written: 2, rejected: 1 });
  });
});

describe('a response that makes no sense', () => {
  const lines = ['m f=1 1', 'm f=2 2', 'm f=3 3'];
  const partial = 'partial write of line protocol occurred';
  it.each<[name: string, data: unknown]>([
    ['a number that is no line', [{ line_number: 4, error_message: 'x' }]],
    ['no number', [{ error_message: 'x' }]],
    ['a number as text', [{ line_number: '2', error_message: 'x' }]],
    ['one that counts and one that does not', [{ line_number: 1, error_message: 'x' }, { line_number: 0 }]],
    ['one that counts and one that is nothing', [{ line_number: 1, error_message: 'x' }, null]],
    ['none', []],
    ['no list', 'x'],
    ['nothing', undefined],
    ['a number that is too large', [{ line_number: 1e300 }]],
    ['a fraction', [{ line_number: 1.5 }]],
  ])('loses no line: %s', async (_, data) => {
    const stored = new Set<string>();
    const { errors, stats } = await writeTo(
      ({ lines }, index) => {
        if (index === 0) return { status: 400, headers: CLUSTER, body: JSON.stringify({ error: partial, data }) };
        for (const line of lines) stored.add(line);
        return STORED;
      },
      lines,
      { database: 'd' },
    );
    const reported = errors.flatMap((error) => (error instanceof PartialWriteError ? error.rejected : []));
    expect(stats.written + stats.rejected).toBe(3);
    expect(new Set([...stored, ...reported.map(({ text }) => text)])).toEqual(new Set(lines));
  });

  it('takes the words of a line for no more than they are', async () => {
    const hostile = `m f=1,s="partial write of line protocol occurred" 1`;
    const { errors } = await writeTo(
      () => ({
        status: 400,
        headers: CLUSTER,
        body: JSON.stringify({
          error: partial,
          data: [{ line_number: 1, error_message: 'x', original_line: lines[1] }],
        }),
      }),
      [hostile, ...lines],
      { database: 'd' },
    );
    expect((errors as PartialWriteError[]).flatMap(({ rejected }) => rejected.map(({ text }) => text))).toEqual([
      hostile,
    ]);
  });
});

describe('a server that is another', () => {
  const none = { status: 404, body: 'Not found' };
  const oss = {
    status: 404,
    headers: { 'x-influxdb-version': 'v2.7.1', 'x-influxdb-build': 'OSS' },
    body: '{"code":"not found","message":"path not found"}',
  };
  const old = {
    status: 404,
    headers: { 'x-influxdb-version': '1.6.4', 'x-influxdb-build': 'OSS' },
    body: '404 page not found\n',
  };
  const core = { status: 404, headers: CLUSTER, body: 'Not found' };
  it.each<[name: string, target: WriteTarget, response: object, says: string]>([
    [
      '2.x for 3',
      { database: 'd' },
      oss,
      "the server has no /api/v3/write_lp, where `database` writes to; InfluxDB 2.7.1 (OSS) responded: import from '@influxkit/influxdb/oss-v2', or give createWriter() `bucket` and `org` in place of it",
    ],
    [
      '1.x for 3',
      { database: 'd' },
      old,
      "the server has no /api/v3/write_lp, where `database` writes to; InfluxDB 1.6.4 (OSS) responded: import from '@influxkit/influxdb/v1', or give createWriter() `db` in place of it",
    ],
    [
      '1.6 for 2.x',
      { bucket: 'b' },
      old,
      "the server has no /api/v2/write, where `bucket` writes to; InfluxDB 1.6.4 (OSS) responded: import from '@influxkit/influxdb/v1', or give createWriter() `db` in place of it",
    ],
    [
      '3 without write_lp',
      { database: 'd' },
      core,
      "the server has no /api/v3/write_lp, where `database` writes to; InfluxDB 3 responded: set `endpoint: '/api/v2/write'`, or check the client's baseUrl",
    ],
    [
      '3 for 2.x',
      { bucket: 'b' },
      core,
      "the server has no /api/v2/write, where `bucket` writes to; InfluxDB 3 responded: import from '@influxkit/influxdb/core', or give createWriter() `database` in place of it",
    ],
    [
      'something for 3',
      { database: 'd' },
      none,
      "the server has no /api/v3/write_lp, where `database` writes to, and the response does not say which product responded: check the client's baseUrl; import from '@influxkit/influxdb/v1', or give createWriter() `db` in place of it; import from '@influxkit/influxdb/oss-v2', or give createWriter() `bucket` and `org` in place of it",
    ],
    [
      '2.x for 3, which looks at the token first',
      { database: 'd' },
      { ...oss, status: 401, body: '{"code":"unauthorized","message":"unauthorized access"}' },
      "401 unauthorized: unauthorized access; the server has no /api/v3/write_lp, where `database` writes to; InfluxDB 2.7.1 (OSS) responded: import from '@influxkit/influxdb/oss-v2', or give createWriter() `bucket` and `org` in place of it",
    ],
    [
      '1.x for 3, which looks at the user first',
      { database: 'd' },
      { ...old, status: 401, body: '{"error":"unable to parse authentication credentials"}' },
      "401: unable to parse authentication credentials; the server has no /api/v3/write_lp, where `database` writes to; InfluxDB 1.6.4 (OSS) responded: import from '@influxkit/influxdb/v1'",
    ],
    [
      'a page in place of an API',
      { bucket: 'b' },
      { status: 404, body: '<!doctype html><title>Not found</title>' },
      "the server has no /api/v2/write, where `bucket` writes to, and the response does not say which product responded: check the client's baseUrl",
    ],
    [
      'a page of a proxy',
      { database: 'd' },
      { status: 405, body: '<html>Method Not Allowed</html>' },
      "the server has no /api/v3/write_lp, where `database` writes to, and the response does not say which product responded: check the client's baseUrl; import from '@influxkit/influxdb/v1', or give createWriter() `db` in place of it; import from '@influxkit/influxdb/oss-v2', or give createWriter() `bucket` and `org` in place of it",
    ],
  ])('is named, with what to set: %s', async (_, target, response, says) => {
    const { server, errors } = await writeTo(() => response as typeof STORED, ['m f=1 1', 'm f=2 2'], target);
    expect(server.requests).toHaveLength(1);
    expect(errors.filter((error) => error instanceof RejectedError)).toHaveLength(1);
    expect(errors.find((error) => error instanceof RejectedError)?.message).toContain(says);
  });

  it('leaves a token that Core does not know what it is', async () => {
    const { errors } = await writeTo(
      () => ({ status: 401, headers: CLUSTER, body: '{"error":"the request was not authenticated"}' }),
      ['m f=1 1'],
      { database: 'd' },
    );
    expect(errors[0]?.message).toBe('the server rejected 1 line: 401: the request was not authenticated');
  });

  it('leaves a bucket that is not there what it is', async () => {
    const body = '{"code":"not found","message":"bucket \\"b\\" not found"}';
    const { errors } = await writeTo(() => ({ ...oss, body }), ['m f=1 1'], { bucket: 'b' });
    expect(errors[0]?.message).toBe('the server rejected 1 line: 404 not found: bucket "b" not found');
  });
});

describe('an InfluxDB 3 behind `bucket` or `db`', () => {
  it.each<[target: WriteTarget, dialect: string]>([
    [{ bucket: 'b' }, 'v2'],
    [{ db: 'd' }, 'v1'],
  ])('is told once, by the first response, and nothing more is asked: %j', async (target, dialect) => {
    const server = new FakeServer(() => ({ ...STORED, headers: CLUSTER }));
    const errors: WriteError[] = [];
    const writer = createWriter(server.api, { ...target, batchLines: 1, onError: (error) => errors.push(error) });
    for (let index = 0; index < 5; index++) writer.write(`m f=1 ${index}`);
    const { stats, errors: atClose } = await writer.close();
    expect(server.requests).toHaveLength(5);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toBeInstanceOf(DialectError);
    expect(errors[0]?.message).toContain(`lines are written in dialect ${dialect}`);
    expect(errors[0]?.message).toContain('Give `database` in place of');
    expect(errors[0]?.lines).toBe(0);
    expect(atClose).toEqual([]);
    expect(stats).toMatchObject({ written: 5, failed: 0, rejected: 0 });
  });

  it('is printed where nobody listens, and a failure after it as well', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const server = new FakeServer((_, index) => ({ status: index === 0 ? 204 : 401, headers: CLUSTER }));
    const writer = createWriter(server.api, { bucket: 'b', batchLines: 1 });
    writer.write('m f=1 1');
    await writer.flush();
    writer.write('m f=1 2');
    await writer.closeSettled();
    expect(warn.mock.calls.map(([text]) => String(text).slice(0, 60))).toEqual([
      'influxkit: InfluxDB 3 responded at /api/v2/write, and lines ',
      'influxkit: the server rejected 1 line: 401. Set onError to h',
    ]);
    warn.mockRestore();
  });

  it.each<[name: string, target: WriterOptions, headers: Record<string, string>]>([
    ['lines in its dialect', { bucket: 'b', dialect: 'v3' }, CLUSTER],
    ['a database', { database: 'd' }, CLUSTER],
    ['a server of 2.x', { bucket: 'b' }, { 'x-influxdb-version': 'v2.7.1', 'x-influxdb-build': 'OSS' }],
  ])('is not told of %s', async (_, target, headers) => {
    const { errors } = await writeTo(() => ({ ...STORED, headers }), ['m f=1 1'], target);
    expect(errors).toEqual([]);
  });
});

describe('a log that is flushed once a second', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });
  const aSecond: FakeHandler = async () => {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    return { ...STORED, headers: CLUSTER };
  };

  it('takes a million points in less than five seconds of waiting', async () => {
    const server = new FakeServer(aSecond);
    const writer = createWriter(server.api, { database: 'd', gzip: false });
    const start = performance.now();
    function* points() {
      for (let n = 0; n < 1_000_000; n++) yield `m,host=h${n % 100} f=${n} ${n}`;
    }
    const all = writer.writeAll(points());
    while (writer.stats().written < 1_000_000) await vi.advanceTimersByTimeAsync(100);
    await all;
    expect(performance.now() - start).toBeLessThanOrEqual(5000);
    expect(server.peak).toBe(8);
    // the first one is small, so that it leaves soon
    expect(server.requests.length).toBe(21);
    expect(server.requests[0]?.lines.length).toBe(1000);
    expect(Math.max(...server.requests.map(({ lines }) => lines.length))).toBe(50_000);
    expect(await writer.close()).toMatchObject({ stats: { written: 1_000_000, bufferedBytes: 0 } });
  }, 120_000);

  it('holds its memory, with lines that are as large as may be', async () => {
    const server = new FakeServer(aSecond);
    const writer = createWriter(server.api, { database: 'd', gzip: false });
    const text = 'x'.repeat(60_000);
    function* points() {
      for (let n = 0; n < 1500; n++) yield `m f="${text}" ${n}`;
    }
    let most = 0;
    const all = writer.writeAll(points());
    while (writer.stats().written < 1500) {
      most = Math.max(most, writer.stats().bufferedBytes);
      await vi.advanceTimersByTimeAsync(50);
    }
    await all;
    expect(most).toBeLessThanOrEqual(67_108_864);
    expect(Math.max(...server.requests.map(({ body }) => body.length))).toBeLessThanOrEqual(8_388_608);
    await writer.close();
  }, 120_000);

  it('is waited for by close() and by a retry', async () => {
    const server = new FakeServer(async (request, index) => {
      if (index === 0) throw connectionError();
      return await aSecond(request, index);
    });
    const writer = createWriter(server.api, { database: 'd', onRetry: () => {} });
    writer.write('m f=1 1');
    const closed = writer.close();
    await vi.advanceTimersByTimeAsync(2000);
    expect(await closed).toMatchObject({ stats: { written: 1, retries: 1 }, errors: [] });
  });
});

describe('the spool of a database of InfluxDB 3', () => {
  it('delivers what an earlier process left, to where it was meant for', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'influxkit-spool-3-'));
    try {
      const away = new FakeServer(() => {
        throw connectionError();
      });
      const options = {
        database: 'd',
        acceptPartial: false,
        dir,
        flushInterval: 1,
        onRetry: () => {},
        onError: () => {},
      };
      const first = await openSpool(away.api, options);
      await first.write({ measurement: 'm', tags: { t: 'a\\b' }, fields: { f: 1.5 }, timestamp: 1n });
      await first.close({ timeout: 0 });

      const server = new FakeServer();
      await using second = await openSpool(server.api, { ...options, database: 'other', acceptPartial: undefined });
      await second.flush();
      expect(server.requests.map(({ path, query }) => [path, query])).toEqual([
        ['/api/v3/write_lp', { db: 'd', precision: 'nanosecond', accept_partial: 'false' }],
      ]);
      expect(server.lines).toEqual(['m,t=a\\\\b f=1.5 1']);
    } finally {
      await rm(dir, { recursive: true, force: true });
    }
  });
});
