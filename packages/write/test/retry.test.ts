import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  createWriter,
  DeliveryError,
  RejectedError,
  type RetryReport,
  type WriteError,
  type WriterOptions,
} from '../src/index.js';
import {
  connectionError,
  type FakeHandler,
  type FakeResponse,
  FakeServer,
  json,
  STORED,
} from './support/fake-server.js';

const POINT = { measurement: 'm', fields: { v: 1 }, timestamp: 1 };

beforeEach(() => {
  vi.useFakeTimers({ now: new Date('2026-01-01T00:00:00Z') });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** Writes one point, flushes, and lets all timers run out. */
async function outcome(handler: FakeHandler, options: Partial<WriterOptions> = {}) {
  const server = new FakeServer(handler);
  const errors: WriteError[] = [];
  const times: number[] = [];
  const start = Date.now();
  const timed = new FakeServer((request, index) => {
    times.push(Date.now() - start);
    return handler(request, index);
  });
  const writer = createWriter(timed.api, {
    bucket: 'b',
    onError: (error) => errors.push(error),
    ...options,
  } as WriterOptions);
  writer.write(POINT);
  const flushed = writer.flush();
  const settled = flushed.then(
    () => 'stored',
    () => 'failed',
  );
  await vi.advanceTimersByTimeAsync(2 * 3_600_000);
  return { result: await settled, errors, times, server, writer, requests: timed.requests };
}

const failures =
  (...responses: (FakeResponse | Error)[]): FakeHandler =>
  (_, index) => {
    const response = responses[index];
    if (response instanceof Error) throw response;
    return response ?? STORED;
  };

describe('what is sent again', () => {
  it.each<[name: string, response: FakeResponse | Error]>([
    ['a connection that broke', connectionError()],
    ['a timeout', Object.assign(new Error('no complete response within 30000 ms'), { name: 'TimeoutError' })],
    ['what fetch throws without a network', new TypeError('fetch failed')],
    ['408', { status: 408 }],
    ['429', { status: 429 }],
    ['429 of Serverless, without a body', { status: 429, headers: { 'retry-after': '1' } }],
    ['500', json(500, { code: 'internal error', message: 'unexpected error writing points to database: timeout' })],
    ['502 with a page of the proxy', { status: 502, body: '<html>Bad Gateway</html>' }],
    ['503 of 1.x', json(503, { error: 'timeout' })],
    ['503 without a body', { status: 503 }],
    ['504', { status: 504 }],
    ['a page in place of a response', { status: 200, body: '<!DOCTYPE html><title>Sign in</title>' }],
  ])('%s', async (_, response) => {
    const { result, errors, requests } = await outcome(failures(response, response));
    expect(result).toBe('stored');
    expect(errors).toEqual([]);
    expect(requests).toHaveLength(3);
  });
});

it.each<[name: string, body: string]>([
  ['no errors', '{"errors":[],"error":null}'],
  ['the code of success', '{"code":"ok","message":"ok"}'],
  ['text', 'OK'],
])('a status of success with a body that says %s is one', async (_, body) => {
  const { result, requests } = await outcome(() => ({ status: 200, body }));
  expect(result).toBe('stored');
  expect(requests).toHaveLength(1);
});

it('a page in place of a response is named', async () => {
  const { errors } = await outcome(() => ({ status: 200, body: '<html>Sign in</html>' }), { retry: 1 });
  expect(errors[0]?.message).toBe(
    '1 line not delivered after 2 requests: 200: a page in place of an empty response, from a proxy or to sign in: no database has seen the lines',
  );
});

describe('what is not sent again', () => {
  it.each<[name: string, response: FakeResponse, message: string]>([
    ['400 that is not about lines', json(400, { error: 'database is required' }), '400: database is required'],
    [
      '401',
      json(401, { code: 'unauthorized', message: 'unauthorized access' }),
      '401 unauthorized: unauthorized access',
    ],
    ['401 of Serverless, without a body', { status: 401 }, '401'],
    [
      '403',
      json(403, { code: 'forbidden', message: 'insufficient permissions' }),
      '403 forbidden: insufficient permissions',
    ],
    ['404 of 1.x', json(404, { error: 'database not found: "d"' }), '404: database not found: "d"'],
    [
      '404 of 2.x',
      json(404, { code: 'not found', message: 'bucket "b" not found' }),
      '404 not found: bucket "b" not found',
    ],
    ['422 that is not about lines', json(422, { message: 'too many' }), '422: too many'],
    [
      'a redirect, whose address it says without what may be a secret in it',
      { status: 302, headers: { location: 'https://me:secret@db.example/login?u=me&p=secret' } },
      "302: it redirects to https://db.example/login; if that is the server, set the client's baseUrl to it",
    ],
    [
      'a redirect whose address has its user where only lenient readers of URLs find it',
      { status: 308, headers: { location: 'https:/me:secret@db.example\\write' } },
      "308: it redirects to https://db.example\\write; if that is the server, set the client's baseUrl to it",
    ],
    [
      'a redirect without a scheme',
      { status: 308, headers: { location: '\\/me:secret@db.example/write' } },
      "308: it redirects to //db.example/write; if that is the server, set the client's baseUrl to it",
    ],
    [
      'a redirect within the server',
      { status: 308, headers: { location: '/teams/a@b' } },
      "308: it redirects to /teams/a@b; if that is the server, set the client's baseUrl to it",
    ],
    [
      'an error of InfluxDB 2.x under a status of success',
      json(200, { code: 'unauthorized', message: 'unauthorized access' }),
      '200 unauthorized: unauthorized access',
    ],
    [
      'an error as an object, under a status of success',
      json(202, { error: { reason: 'quota' } }),
      '202: {"error":{"reason":"quota"}}',
    ],
    [
      'errors in a list, under a status of success',
      json(200, { errors: [{ message: 'no' }] }),
      '200: {"errors":[{"message":"no"}]}',
    ],
    [
      "an error in 1.x's header, under a status of success",
      { status: 204, headers: { 'x-influxdb-error': 'database not found' } },
      '204: database not found',
    ],
    [
      'a redirect to nowhere',
      { status: 307 },
      "307: it redirects and does not say where (no Location); if that is the server, set the client's baseUrl to it",
    ],
    ['501', { status: 501 }, '501'],
  ])('%s', async (_, response, message) => {
    const { result, errors, requests } = await outcome(() => response);
    expect(result).toBe('failed');
    expect(requests).toHaveLength(1);
    expect(errors).toHaveLength(1);
    const [error] = errors as RejectedError[];
    expect(error).toBeInstanceOf(RejectedError);
    expect(error?.message).toBe(`the server rejected 1 line: ${message}`);
    expect(error?.status).toBe(response.status);
    expect(new TextDecoder().decode(error?.lineProtocol)).toBe('m v=1 1\n');
  });

  it('a request that cannot be made', async () => {
    const mistake = Object.assign(new Error('POST /api/v2/write: header "x" holds a line break'), {
      name: 'RequestError',
    });
    const { errors, requests } = await outcome(() => {
      throw mistake;
    });
    expect(requests).toHaveLength(1);
    expect(errors[0]).toBeInstanceOf(DeliveryError);
    expect(errors[0]?.cause).toBe(mistake);
  });

  it('429 without Retry-After goes on for a few times only: such a limit does not reset', async () => {
    const { errors, requests } = await outcome(() => ({
      status: 429,
      body: '{"code":"too many requests","message":"over limit"}',
    }));
    expect(requests).toHaveLength(4);
    expect(errors[0]?.message).toContain(
      '429 too many requests: over limit without Retry-After: a limit that does not reset',
    );
  });

  it('429 without Retry-After is counted by itself: broken connections before it are no limit', async () => {
    const broken = Array.from({ length: 5 }, () => connectionError());
    const { result, errors, requests } = await outcome(
      failures(...broken, { status: 429 }, ...broken, { status: 429 }),
    );
    expect(result).toBe('stored');
    expect(errors).toEqual([]);
    expect(requests).toHaveLength(13);
  });
});

describe('when it is sent again', () => {
  it('after a random time up to a bound that doubles', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    const { times } = await outcome(failures(...Array.from({ length: 8 }, () => connectionError())), {
      retry: { minDelay: 100, maxDelay: 1000 },
    });
    expect(times).toEqual([0, 50, 150, 350, 750, 1250, 1750, 2250, 2750]);
  });

  it.each<[name: string, header: string, random: number, want: number]>([
    ['seconds', '7', 0, 7000],
    ['an HTTP date', 'Thu, 01 Jan 2026 00:00:09 GMT', 0, 9000],
    ['an HTTP date in the past', 'Wed, 31 Dec 2025 00:00:00 GMT', 0.5, 500],
    ['less than the backoff', '0', 0.5, 500],
    ['a negative number', '-5', 0.5, 500],
    ['no number', 'soon', 0.5, 500],
  ])('after Retry-After or the backoff, whichever is longer: %s', async (_, header, random, want) => {
    vi.spyOn(Math, 'random').mockReturnValue(random);
    const { times, result } = await outcome(failures({ status: 503, headers: { 'retry-after': header } }), {
      retry: { minDelay: 1000 },
    });
    expect(times).toEqual([0, want]);
    expect(result).toBe('stored');
  });

  it('never later than maxTime after the first attempt', async () => {
    const { times, errors } = await outcome(() => ({ status: 503 }), { retry: { maxTime: 10_000 } });
    expect(times.length).toBeGreaterThan(3);
    expect(Math.max(...times)).toBeLessThanOrEqual(10_000);
    expect(errors[0]).toBeInstanceOf(DeliveryError);
    expect(errors[0]?.message).toMatch(/^1 line not delivered after \d+ requests: 503$/);
  });

  it.each(['1000000000000', '99999999999999999999999999'])(
    'after an hour when the server asks for longer than that, whatever maxTime: %s s',
    async (header) => {
      vi.spyOn(Math, 'random').mockReturnValue(0);
      const { times, errors, result } = await outcome(failures({ status: 429, headers: { 'retry-after': header } }));
      expect(times).toEqual([0, 3_600_000]);
      expect(errors).toEqual([]);
      expect(result).toBe('stored');
    },
  );

  it.each<[retry: WriterOptions['retry'], requests: number]>([
    [false, 1],
    [0, 1],
    [2, 3],
    [{ retries: 4 }, 5],
  ])('as often as it may: retry %j', async (retry, requests) => {
    expect((await outcome(() => ({ status: 503 }), { retry })).requests).toHaveLength(requests);
  });
});

describe('Retry-After', () => {
  it('holds back the other batches too', async () => {
    const times: number[] = [];
    const start = Date.now();
    const server = new FakeServer((_, index) => {
      times.push(Date.now() - start);
      return index === 0 ? { status: 429, headers: { 'retry-after': '5' } } : STORED;
    });
    const writer = createWriter(server.api, { bucket: 'b', batchLines: 1 });
    writer.write(POINT);
    await vi.advanceTimersByTimeAsync(100);
    writer.write(POINT);
    await vi.advanceTimersByTimeAsync(4000);
    expect(times).toEqual([0]);
    // all get the same Retry-After: each is later by up to a tenth
    await vi.advanceTimersByTimeAsync(1500);
    expect(times).toHaveLength(3);
    await writer.close();
  });
});

describe('Retry-After as long as maxTime, or longer', () => {
  it.each(['300', '301', '900'])(
    'holds the writer, which sends nothing meanwhile and loses nothing: %s s',
    async (header) => {
      const times: number[] = [];
      const stored: string[] = [];
      const errors: WriteError[] = [];
      const start = Date.now();
      const server = new FakeServer(({ lines }, index) => {
        times.push(Date.now() - start);
        if (index < 3) return { status: 429, headers: { 'retry-after': header } };
        stored.push(...lines);
        return STORED;
      });
      const writer = createWriter(server.api, {
        bucket: 'b',
        batchLines: 10,
        concurrency: 1,
        onError: (error) => errors.push(error),
      });
      for (let n = 0; n < 100; n++) {
        writer.write({ ...POINT, timestamp: n });
        await vi.advanceTimersByTimeAsync(1000);
      }
      const wait = Number(header) * 1000;
      // three times it is asked to wait: each time by up to a tenth longer
      expect(times.length).toBeLessThan(3);
      await vi.advanceTimersByTimeAsync(4 * wait);
      expect(times[1]).toBeGreaterThanOrEqual(wait);
      expect(times[1]).toBeLessThanOrEqual(1000 + wait * 1.1);
      expect(errors).toEqual([]);
      expect(stored).toHaveLength(100);
      // what waited went in full batches
      expect(times.length - 3).toBeLessThanOrEqual(100 / 10 + 1);
      expect(writer.stats()).toMatchObject({ accepted: 100, written: 100, pending: 0 });
      await writer.close();
    },
  );

  it('drops what memory has no room for meanwhile, and reports it', async () => {
    const dropped: WriteError[] = [];
    const server = new FakeServer((_, index) =>
      index === 0 ? { status: 429, headers: { 'retry-after': '900' } } : STORED,
    );
    const writer = createWriter(server.api, {
      bucket: 'b',
      maxBufferBytes: 1024,
      whenFull: 'drop-oldest',
      onError: (error) => dropped.push(error),
    });
    for (let n = 0; n < 600; n++) {
      writer.write({ ...POINT, timestamp: n });
      await vi.advanceTimersByTimeAsync(1000);
    }
    expect(server.requests).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(900_000);
    const { accepted, written, dropped: lines, pending } = writer.stats();
    expect({ accepted, pending }).toEqual({ accepted: 600, pending: 0 });
    expect(written + lines).toBe(600);
    expect(dropped.reduce((sum, error) => sum + error.lines, 0)).toBe(lines);
    await writer.closeSettled();
  });
});

describe('what waited', () => {
  it('goes in full batches when the server is back, by lines and by bytes, and each line once', async () => {
    for (const limits of [{ batchLines: 50 }, { batchBytes: 500 }]) {
      let isUp = false;
      const sizes: number[] = [];
      const stored: string[] = [];
      const server = new FakeServer(({ lines }) => {
        if (!isUp) throw connectionError();
        sizes.push(lines.length);
        stored.push(...lines);
        return STORED;
      });
      const writer = createWriter(server.api, { bucket: 'b', gzip: false, onRetry: () => {}, ...limits });
      for (let n = 0; n < 333; n++) {
        writer.write(`m v=1 ${1000 + n}`);
        await vi.advanceTimersByTimeAsync(300);
      }
      await vi.advanceTimersByTimeAsync(2000);
      isUp = true;
      await vi.advanceTimersByTimeAsync(60_000);
      expect(stored).toHaveLength(333);
      expect(new Set(stored).size).toBe(333);
      const full = 'batchLines' in limits ? 50 : Math.floor(500 / 'm v=1 1000\n'.length);
      expect(sizes.length).toBeLessThanOrEqual(333 / full + 1);
      expect(Math.max(...sizes)).toBeLessThanOrEqual(full);
      expect(writer.stats()).toMatchObject({ accepted: 333, written: 333, pending: 0, bufferedBytes: 0 });
      await writer.close();
    }
  });

  it('keeps the order of each series, with ordered', async () => {
    let isUp = false;
    const stored: string[] = [];
    const server = new FakeServer(({ lines }) => {
      if (!isUp) throw connectionError();
      stored.push(...lines);
      return STORED;
    });
    const writer = createWriter(server.api, { bucket: 'b', ordered: true, batchLines: 40, onRetry: () => {} });
    for (let n = 0; n < 300; n++) {
      writer.write(`m,s=${n % 3} v=1 ${n}`);
      await vi.advanceTimersByTimeAsync(200);
    }
    isUp = true;
    await vi.advanceTimersByTimeAsync(60_000);
    for (const series of [0, 1, 2]) {
      const times = stored
        .filter((line) => line.startsWith(`m,s=${series} `))
        .map((line) => Number(line.split(' ')[2]));
      expect(times).toEqual(Array.from({ length: 100 }, (_, index) => index * 3 + series));
    }
    expect(server.requests.filter((_, index) => index >= server.requests.length - 12)).toHaveLength(12);
    await writer.close();
  });

  it('keeps its own time: what is put together is given up by the age of each part', async () => {
    const given: string[] = [];
    const server = new FakeServer(() => ({ status: 503 }));
    const writer = createWriter(server.api, {
      bucket: 'b',
      retry: { maxTime: 10_000 },
      onError: (error) =>
        given.push(
          ...new TextDecoder()
            .decode((error as DeliveryError).lineProtocol)
            .trim()
            .split('\n'),
        ),
      onRetry: () => {},
    });
    for (let n = 0; n < 30; n++) {
      writer.write({ ...POINT, timestamp: n });
      await vi.advanceTimersByTimeAsync(1000);
    }
    // those of the last ten seconds are still tried
    expect(given.length).toBeGreaterThanOrEqual(15);
    expect(given.length).toBeLessThan(29);
    await vi.advanceTimersByTimeAsync(12_000);
    expect(new Set(given).size).toBe(30);
    expect(writer.stats()).toMatchObject({ accepted: 30, failed: 30, pending: 0, bufferedBytes: 0 });
    const { errors } = await writer.closeSettled();
    expect(errors.reduce((lines, error) => lines + error.lines, 0)).toBe(30);
  });

  it('is reported to each flush that waits for it', async () => {
    let isUp = false;
    const server = new FakeServer(() => (isUp ? json(400, { error: 'odd' }) : { status: 503 }));
    const writer = createWriter(server.api, { bucket: 'b', onRetry: () => {}, onError: () => {} });
    const outcomes: string[] = [];
    for (let n = 0; n < 3; n++) {
      writer.write({ ...POINT, timestamp: n });
      writer.flush().catch((error: Error) => outcomes.push(error.message));
      await vi.advanceTimersByTimeAsync(100);
    }
    isUp = true;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(outcomes).toHaveLength(3);
    expect(writer.stats()).toMatchObject({ accepted: 3, rejected: 3, pending: 0 });
    await writer.close();
  });
});

describe('413', () => {
  it.each([50_000, 5000, 600])('is learned, however small the limit: %i bytes', async (limit) => {
    let refused = 0;
    const server = new FakeServer(({ text }) => {
      if (text.length <= limit) return STORED;
      refused++;
      return { status: 413 };
    });
    const writer = createWriter(server.api, { bucket: 'b', gzip: false, concurrency: 1, batchLines: 5000 });
    const rounds: number[] = [];
    for (let round = 0; round < 3; round++) {
      for (let n = 0; n < 5000; n++) writer.write({ ...POINT, timestamp: n });
      const flushed = writer.flush();
      await vi.advanceTimersByTimeAsync(100);
      await flushed;
      rounds.push(refused);
    }
    expect(writer.stats()).toMatchObject({ accepted: 15_000, written: 15_000 });
    expect(rounds[1]).toBe(rounds[0]);
    expect(rounds[2]).toBe(rounds[0]);
    await writer.close();
  });
});

describe('one bad batch', () => {
  it('neither blocks nor fails the others', async () => {
    const server = new FakeServer(({ lines }) => {
      if (lines[0]?.startsWith('down')) throw connectionError();
      return lines[0]?.startsWith('bad') ? json(400, { error: 'retention policy not found' }) : STORED;
    });
    const writer = createWriter(server.api, { bucket: 'b', batchLines: 1, concurrency: 1, onError: () => {} });
    for (const measurement of ['down', 'a', 'bad', 'b', 'down', 'c']) writer.write({ ...POINT, measurement });
    await vi.advanceTimersByTimeAsync(0);
    expect(writer.stats()).toMatchObject({ written: 3, rejected: 1, pending: 2 });
    const closed = writer.closeSettled({ timeout: 1000 });
    await vi.advanceTimersByTimeAsync(1000);
    const { stats, failed } = await closed;
    expect(stats).toMatchObject({
      accepted: 6,
      written: 3,
      rejected: 1,
      invalid: 0,
      dropped: 0,
      failed: 2,
      pending: 0,
    });
    expect(failed).toHaveLength(2);
  });
});

describe('onRetry', () => {
  it('tells of each failure that is not final, and of no other', async () => {
    const reported: RetryReport[] = [];
    const { result } = await outcome(
      failures(
        connectionError(),
        { status: 503, headers: { 'retry-after': '7' } },
        json(500, { code: 'x', message: 'busy' }),
      ),
      { onRetry: (report) => reported.push(report), gzip: false },
    );
    expect(result).toBe('stored');
    const bytes = 'm v=1 1\n'.length;
    expect(reported).toMatchObject([
      { status: undefined, attempts: 1, bytes },
      { status: 503, attempts: 2, delay: 7000, bytes },
      { status: 500, attempts: 3, reason: '500 x: busy', bytes },
    ]);
    expect(reported[0]?.reason).toContain('connection reset');
    for (const { delay } of reported) expect(delay).toBeGreaterThanOrEqual(0);
  });

  it('is not called for the last failure, after which the lines are given up', async () => {
    const reported: RetryReport[] = [];
    const { errors } = await outcome(() => ({ status: 503 }), { retry: 2, onRetry: (report) => reported.push(report) });
    expect(reported.map(({ attempts }) => attempts)).toEqual([1, 2]);
    expect(errors).toHaveLength(1);
  });

  it('does not hinder the writer when it throws', async () => {
    const shown = vi.spyOn(console, 'error').mockImplementation(() => {});
    const { result } = await outcome(failures({ status: 503 }), {
      onRetry: () => {
        throw new Error('mine');
      },
    });
    expect(result).toBe('stored');
    expect(shown).toHaveBeenCalledOnce();
  });
});
