import { createOssV2 } from '@influxkit/oss-v2';
import { createQuery } from '@influxkit/query';
import { noteCases } from '@influxkit/test-tools/cases';
import { effort } from '@influxkit/test-tools/effort';
import { every } from '@influxkit/test-tools/scope';
import { createWriter } from '@influxkit/write';
import { afterAll, describe, expect, test } from 'vitest';
import { bareServer } from '../src/server.js';
import { TRANSPORTS } from '../src/transports.js';

/** Far more work than is needed here, and far less than what a pattern does that runs wild. */
const ENOUGH = 200;

let cases = 0;
afterAll(() => noteCases('patterns', 'strings that make regular expressions run wild, by where they stand', cases));

/** Strings on which a pattern with two ways to read the same runs wild; as long as a header may be. */
const STRINGS: readonly (readonly [name: string, text: (length: number) => string])[] = [
  ['one letter', (length) => 'a'.repeat(length)],
  ['one letter and another', (length) => `${'a'.repeat(length)}!`],
  ['blanks', (length) => `x${' '.repeat(length)}x`],
  ['tabs and blanks', (length) => `x${'\t '.repeat(length / 2)}x`],
  ['digits', (length) => `${'1'.repeat(length)}x`],
  ['slashes', (length) => `${'/'.repeat(length)}x`],
  ['slashes and ats', (length) => '//a@'.repeat(length / 4)],
  ['words and commas', (length) => `${'a, '.repeat(length / 3)}!`],
  ['words and semicolons', (length) => `${'a=b; '.repeat(length / 5)}!`],
  ['dots and percents', (length) => '.%2e/'.repeat(length / 5)],
  ['quotes', (length) => '"\''.repeat(length / 2)],
  ['brackets', (length) => `${'(['.repeat(length / 2)}`],
  ['what a server says of lines', (length) => "unable to parse 'm f=1': ".repeat(length / 25)],
  ['what a server says of dropped lines', (length) => 'partial write: dropped=1 '.repeat(length / 25)],
  ['lines by number', (length) => 'error parsing line 1 (1-based): '.repeat(length / 32)],
];

/** Headers, each with the statuses with which a client reads it. */
const HEADERS: readonly (readonly [header: string, statuses: readonly number[]])[] = [
  ['location', [302]],
  ['retry-after', [400, 503]],
  ['content-type', [200, 302, 400, 503]],
  ['content-encoding', [200, 400]],
  ['set-cookie', [200]],
  ['x-influxdb-error', [400, 503]],
  ['x-platform-error-code', [400, 503]],
  ['x-request-id', [200, 400]],
  ['trace-id', [200, 400]],
  ['link', [200, 400]],
];

describe.each(TRANSPORTS)('on %s', (_, open) => {
  test.each(every(12, STRINGS))('%s in any header', async (_, text) => {
    const value = text(12_000);
    for (const [header, statuses] of every(3, HEADERS)) {
      for (const status of every(2, statuses)) {
        cases++;
        const url = await bareServer((socket) =>
          socket.end(`HTTP/1.1 ${status} X\r\n${header}: ${value}\r\ncontent-length: 2\r\n\r\n{}`),
        );
        const api = createOssV2({ baseUrl: url, transport: open(), retry: { retries: 1, minDelay: 1, maxDelay: 1 } });
        const list = () =>
          api.buckets
            .list()
            .result()
            .catch(() => {});
        expect(await effort(list), header).toBeLessThan(ENOUGH);
      }
    }
  });
});

const [[, open]] = TRANSPORTS.slice(1) as [(typeof TRANSPORTS)[number]];

test.each(every(12, STRINGS))('%s in what a server says of lines that it refuses', async (_, text) => {
  const message = text(50_000);
  for (const make of [
    () => message,
    () => `partial write: ${message}`,
    () => `partial write: unable to parse '${message}`,
    () => message.replaceAll(' ', '\n'),
    () => message.replaceAll('m f=1', ''),
    () => `unable to parse 'm f=1${"': ".repeat(25_000)}`,
  ]) {
    for (const body of [
      { code: 'invalid', message: make() },
      { error: make() },
      { code: 'invalid', line: 1, message: make() },
    ]) {
      cases++;
      const json = JSON.stringify(body);
      const url = await bareServer((socket) =>
        socket.end(`HTTP/1.1 400 No\r\ncontent-length: ${Buffer.byteLength(json)}\r\n\r\n${json}`),
      );
      const api = createOssV2({ baseUrl: url, transport: open(), retry: false });
      const writer = createWriter(api, { org: 'o', bucket: 'b', retry: false, onError: () => {} });
      // A long line gives what looks for lines in the text a long way to look.
      writer.write({ measurement: 'm', fields: { s: 'x'.repeat(30_000) } });
      for (let n = 0; n < 20; n++) writer.write({ measurement: 'm', fields: { f: n } });
      expect(await effort(() => writer.closeSettled({ timeout: 600_000 }))).toBeLessThan(ENOUGH);
      expect(writer.stats()).toMatchObject({ accepted: 21, pending: 0, written: expect.any(Number) });
    }
  }
});

test.each(every(12, STRINGS))('%s in an annotated response', async (_, text) => {
  const value = text(75_000)
    .replaceAll(/["\r\n]/g, '')
    .replaceAll(',', ' ');
  for (const type of [
    'string',
    'boolean',
    'long',
    'unsignedLong',
    'double',
    'dateTime:RFC3339',
    'duration',
    'base64Binary',
    value,
  ]) {
    cases++;
    const body = `#datatype,${type}\r\n,a\r\n,${value}\r\n`;
    const url = await bareServer((socket) =>
      socket.end(`HTTP/1.1 200 OK\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`),
    );
    const api = createOssV2({ baseUrl: url, transport: open(), retry: false });
    let outcome: unknown;
    const read = async () => {
      outcome = await createQuery(api, { org: 'o' })
        .toArray('x')
        .catch((error: unknown) => error);
    };
    expect(await effort(read), type).toBeLessThan(ENOUGH);
    if (outcome instanceof Error) expect(outcome.message.length).toBeLessThan(5000);
  }
});
