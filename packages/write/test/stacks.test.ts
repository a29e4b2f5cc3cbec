import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createWriter, type Writer, type WriterOptions } from '../src/index.js';
import { openSpool, type Spool } from '../src/spool.js';
import { FakeServer, json } from './support/fake-server.js';

const point = { measurement: 'm', fields: { n: 1 }, timestamp: 1 };
const invalid = { measurement: '', fields: { n: 1 } };

async function* slowly<T>(items: readonly T[]): AsyncGenerator<T> {
  for (const item of items) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    yield item;
  }
}

/** How each method fails, by a function that its error's stack has to name. */
const callers: Record<string, (writer: Writer) => Promise<unknown>> = {
  write: async function callerOfWrite(writer) {
    return writer.write(invalid);
  },
  'write of an array': async function callerOfWriteMany(writer) {
    return writer.write([point, invalid, invalid]);
  },
  flush: async function callerOfFlush(writer) {
    writer.write(point);
    return await writer.flush();
  },
  'writeAll of an array': async function callerOfWriteAll(writer) {
    return await writer.writeAll([point]);
  },
  'writeAll of an asynchronous iterable': async function callerOfWriteAllSlowly(writer) {
    return await writer.writeAll(slowly([point, point]));
  },
  'writeAll of lines that do not fit': async function callerOfWriteAllFull(writer) {
    return await writer.writeAll(slowly([{ ...point, fields: { text: 'x'.repeat(2000) } }]));
  },
  'await using': async function callerOfDispose(writer) {
    writer.write(point);
    return await writer[Symbol.asyncDispose]();
  },
  'write after close': async function callerOfWriteAfterClose(writer) {
    await writer.closeSettled();
    return writer.write(point);
  },
  'close with a timeout that is none': async function callerOfClose(writer) {
    return await writer.closeSettled({ timeout: -1 });
  },
};

const servers: Record<string, () => FakeServer> = {
  'a server that refuses': () => new FakeServer(() => json(404, { code: 'not found', message: 'no such bucket' })),
  'a server that is not there': () =>
    new FakeServer(() => Promise.reject(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }))),
};

test.each(Object.keys(servers).flatMap((server) => Object.keys(callers).map((method) => [method, server] as const)))(
  'the stack of an error names the caller of %s: %s',
  async (method, server) => {
    const call = callers[method] as (writer: Writer) => Promise<unknown>;
    const options: WriterOptions = { bucket: 'b', retry: false, maxBufferBytes: 1024, whenFull: 'error', gzip: false };
    const writer = createWriter((servers[server] as () => FakeServer)().api, options);
    const error = await call(writer).then(
      () => undefined,
      (reason: unknown) => reason as Error,
    );
    expect(error).toBeInstanceOf(Error);
    expect(error?.stack?.split('\n')[0]).toBe(String(error));
    expect(error?.stack).toMatch(new RegExp(`\\n +at (async )?(Object\\.)?${call.name} .*stacks\\.test`));
    await writer.closeSettled({ timeout: 0 }).catch(() => {});
  },
);

/** How each method of a spool fails, by a function that its error's stack has to name. */
const spoolCallers: Record<string, (spool: Spool, dir: string) => Promise<unknown>> = {
  write: async function callerOfSpoolWrite(spool) {
    return await spool.write(invalid);
  },
  'write of an array': async function callerOfSpoolWriteMany(spool) {
    return await spool.write([point, invalid, invalid]);
  },
  'write into a folder that is gone': async function callerOfSpoolWriteGone(spool, dir) {
    await rm(dir, { recursive: true });
    return await spool.write(point);
  },
  'writeColumns into a folder that is gone': async function callerOfSpoolWriteColumns(spool, dir) {
    await rm(dir, { recursive: true });
    return await spool.writeColumns({ measurement: 'm', fields: { n: [1] } });
  },
  flush: async function callerOfSpoolFlush(spool) {
    await spool.write(point);
    return await spool.flush();
  },
  close: async function callerOfSpoolClose(spool) {
    await spool.write(point);
    return await spool.close();
  },
  'await using': async function callerOfSpoolDispose(spool) {
    await spool.write(point);
    return await spool[Symbol.asyncDispose]();
  },
};

test.each(Object.entries(spoolCallers))('the stack of an error names the caller of %s of a spool', async (_, call) => {
  const dir = await mkdtemp(join(tmpdir(), 'spool-'));
  const server = new FakeServer(() => json(400, { code: 'invalid', message: 'cannot be parsed' }));
  const spool = await openSpool(server.api, { bucket: 'b', dir, flushInterval: 1, onError: () => {} });
  onTestFinished(async () => {
    await spool.closeSettled({ timeout: 0 });
    await rm(dir, { recursive: true, force: true });
  });
  const error = await call(spool, dir).then(
    () => undefined,
    (reason: unknown) => reason as Error,
  );
  expect(error?.stack?.split('\n')[0]).toBe(String(error));
  expect(error?.stack).toMatch(new RegExp(`\\n +at (async )?(Object\\.)?${call.name} .*stacks\\.test`));
});

test("an error of the caller's own that a spool meets keeps its own stack", async () => {
  const dir = await mkdtemp(join(tmpdir(), 'spool-'));
  await using spool = await openSpool(new FakeServer().api, { bucket: 'b', dir });
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  const reason = new Error('mine');
  const { stack } = reason;
  const points = (function* () {
    yield point;
    throw reason;
  })();
  await expect(spool.write(points)).rejects.toBe(reason);
  expect(reason.stack).toBe(stack);
});
