import fc from 'fast-check';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { noteCases } from '../../../tests/tools/src/cases.js';
import { BatchError, createWriter, InvalidLineError, PartialWriteError, type WriteError } from '../src/index.js';
import { connectionError, type FakeResponse, FakeServer, STORED } from './support/fake-server.js';
import { fakeStores, Store, targetOf } from './support/fake-stores.js';

const RUNS = Number(process.env['WRITE_RUNS'] ?? 300);
afterAll(() => {
  if (!process.env['WRITE_RUNS']) noteCases('writer', 'random plans of writes and responses, accounted for', RUNS);
});

const faultKinds = [
  'ok',
  'reset',
  'stored, then reset',
  '413',
  '429',
  '429 wait',
  '500',
  '503',
  '401',
  '400',
  'page',
  'error in 200',
  'never',
] as const;
type FaultKind = (typeof faultKinds)[number];

const actions = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        do: fc.constant('write' as const),
        count: fc.integer({ min: 1, max: 40 }),
        kind: fc.constantFrom('good', 'bad', 'conflict', 'invalid', 'open'),
      }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('flush' as const) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 3000 }) }) },
  ),
  { minLength: 1, maxLength: 30 },
);

describe('whatever happens', () => {
  const unhandled: unknown[] = [];
  const note = (reason: unknown): void => {
    unhandled.push(reason);
  };
  beforeEach(() => {
    vi.useFakeTimers();
    process.on('unhandledRejection', note);
  });
  afterEach(() => {
    vi.useRealTimers();
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });

  it('written + reported = accepted, each line once, and what counts as written is stored', async () => {
    await fc.assert(
      fc.asyncProperty(
        actions,
        fc.array(fc.constantFrom<FaultKind>(...faultKinds), { maxLength: 40 }),
        fc.constantFrom(...Object.keys(fakeStores)),
        fc.record({
          batchLines: fc.integer({ min: 1, max: 30 }),
          concurrency: fc.integer({ min: 1, max: 4 }),
          ordered: fc.boolean(),
          whenFull: fc.constantFrom('block' as const, 'drop-oldest' as const, 'error' as const),
          maxBufferBytes: fc.constantFrom(1024, 4096, 1_000_000),
          retry: fc.constantFrom<number | { maxTime: number }>(0, 2, { maxTime: 5000 }),
          deadline: fc.constantFrom(0, 500, 60_000),
        }),
        async (steps, faults, serverName, { deadline, ...options }) => {
          const store = new Store();
          const fakeStore = fakeStores[serverName];
          const server = new FakeServer(async (request, index): Promise<FakeResponse> => {
            const fault = faults[index] ?? 'ok';
            await new Promise((resolve) => setTimeout(resolve, (index * 7) % 50));
            switch (fault) {
              case 'ok':
                return fakeStore?.(request, store) ?? STORED;
              case 'stored, then reset':
                fakeStore?.(request, store);
                throw connectionError();
              case 'reset':
                throw connectionError();
              case 'never':
                // the client's own timeout
                await new Promise((resolve) => setTimeout(resolve, 1000));
                throw Object.assign(new Error('no response'), { name: 'TimeoutError' });
              case 'page':
                return { status: 200, body: '<html></html>' };
              case 'error in 200':
                return { status: 200, body: '{"error":"no shard takes writes"}' };
              case '429 wait':
                return { status: 429, headers: { 'retry-after': '2' } };
              default:
                return { status: Number(fault), body: '' };
            }
          });

          const given: string[] = [];
          const reported: string[] = [];
          let invalid = 0;
          const writer = createWriter(server.api, {
            ...targetOf(serverName),
            flushInterval: 1000,
            gzip: { threshold: 200 },
            onInvalid: 'drop',
            onError: (error: WriteError) => {
              if (error instanceof PartialWriteError) reported.push(...error.rejected.map(({ text }) => text));
              else if (error instanceof BatchError)
                reported.push(...new TextDecoder().decode(error.lineProtocol).split('\n').slice(0, -1));
              else if (error instanceof InvalidLineError) invalid++;
            },
            ...options,
          });
          let n = 0;
          for (const step of steps) {
            if (step.do === 'wait') await vi.advanceTimersByTimeAsync(step.ms);
            else if (step.do === 'flush') writer.flush();
            else {
              for (let index = 0; index < step.count; index++) {
                n++;
                const line = step.kind === 'open' ? `m,n=${n} s="x` : `m,n=${n} ${step.kind}=1 ${n}`;
                try {
                  if (step.kind === 'invalid') writer.write({ measurement: 'm', fields: {} });
                  else writer.write(line);
                  if (step.kind !== 'invalid' && step.kind !== 'open') given.push(line);
                } catch (error) {
                  expect((error as Error).name).toBe('BufferFullError');
                }
                expect(writer.stats().bufferedBytes).toBeLessThanOrEqual(options.maxBufferBytes);
              }
            }
          }
          const closed = writer.closeSettled({ timeout: deadline });
          await vi.advanceTimersByTimeAsync(deadline + 10_000);
          const { stats } = await closed;

          expect(stats.pending).toBe(0);
          expect(stats.invalid).toBe(invalid);
          expect(stats.accepted).toBe(given.length + invalid);
          expect(stats.written + reported.length).toBe(given.length);
          // no line is reported twice
          expect(new Set(reported).size).toBe(reported.length);
          const reportedLines = new Set(reported);
          for (const line of given) {
            if (!reportedLines.has(line) && !store.lines.has(line))
              throw new Error(`${line} is neither stored nor reported`);
          }
          expect(vi.getTimerCount()).toBeLessThanOrEqual(server.inFlight);
        },
      ),
      { numRuns: RUNS },
    );
  });
});
