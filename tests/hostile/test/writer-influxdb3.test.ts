import { createCore } from '@influxkit/influxdb3/core';
import { noteCases } from '@influxkit/test-tools/cases';
import { every } from '@influxkit/test-tools/scope';
import { PartialWriteError } from '@influxkit/write';
import { afterAll, expect, test } from 'vitest';
import { RESPONSES } from '../src/responses.js';
import { everyProof, SECRETS } from '../src/secrets.js';
import { bareServer, type Responder } from '../src/server.js';
import { TRANSPORTS } from '../src/transports.js';
import { expectCounted } from '../src/writer-accounting.js';

let cases = 0;
afterAll(() =>
  noteCases('writer-responses', 'broken responses to the writer of InfluxDB 3, on every transport', cases),
);

const HEAD = 'cluster-uuid: 01890000-0000-7000-8000-000000000000\r\n';
const PARTIAL = 'partial write of line protocol occurred';

const response =
  (status: number, content: string, headers = HEAD): Responder =>
  (socket) => {
    const length = Buffer.byteLength(content);
    socket.end(`HTTP/1.1 ${status} No\r\n${headers}content-length: ${length}\r\n\r\n${content}`);
  };
const partial = (data: unknown, error: unknown = PARTIAL): Responder => response(400, JSON.stringify({ error, data }));
const entry = (line_number: unknown, error_message: unknown = 'No fields were provided'): object => ({
  error_message,
  line_number,
  original_line: '# comment',
});
const many = (count: number, of: (n: number) => unknown): unknown[] => Array.from({ length: count }, (_, n) => of(n));
const deep = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);

/** Those that a writer with a token sends. */
const SENT = SECRETS.slice(0, 3).join(' ');

/** What a server might say of lines, and should not. */
const ABOUT_LINES: readonly (readonly [name: string, respond: Responder])[] = [
  ['names a line that was not sent', partial([entry(1000)])],
  ['names line 0', partial([entry(0)])],
  ['names line -1', partial([entry(-1)])],
  ['names half a line', partial([entry(1.5)])],
  ['names a line past all numbers', partial([entry(1e308)])],
  ['names a line by text', partial([entry('1')])],
  ['names a line by an object', partial([entry({ valueOf: 1 })])],
  ['names no line', partial([])],
  ['names nothing', partial([null, undefined, 0, '', []])],
  ['names one line a thousand times', partial(many(1000, () => entry(1)))],
  ['names each line twice', partial(many(100, (n) => entry((n % 50) + 1)))],
  ['names a line that counts, and one that does not', partial([entry(1), entry(0)])],
  ['names all lines as an object of lines', partial({ 0: entry(1), length: 1 })],
  ['names one line of a whole batch as an object', partial(entry(2), 'line protocol parsing error')],
  ['names a line that was not sent as an object', partial(entry(1000), 'line protocol parsing error')],
  ['has a list where nothing is stored', partial([entry(1)], 'line protocol parsing error')],
  ['has no words', partial([entry(1)], '')],
  ['has words that are none', partial([entry(1)], { deep: true })],
  ['has a reason that is none', partial([entry(1, { a: 1 })])],
  ['has a reason of a megabyte', partial([entry(1, 'x'.repeat(2 ** 20))])],
  ['has a reason of markup and control characters', partial([entry(1, '<script>\u0000\u001b[31m\r\n\u202e')])],
  [
    'has a million entries',
    response(400, `{"error":"${PARTIAL}","data":[${'{"line_number":1},'.repeat(1_000_000)}{}]}`),
  ],
  ['nests a hundred thousand levels', response(400, `{"error":"${PARTIAL}","data":${deep(100_000)}}`)],
  ['has the key of a prototype', response(400, `{"error":"${PARTIAL}","data":[{"__proto__":{"line_number":1}}]}`)],
  ['has the length of an array as its data', response(400, `{"error":"${PARTIAL}","data":{"length":1e9}}`)],
  ['ends in the middle of its JSON', response(400, `{"error":"${PARTIAL}","data":[{"line_number":1`)],
  [
    'ends before its length',
    (socket) => void socket.end(`HTTP/1.1 400 No\r\n${HEAD}content-length: 500\r\n\r\n{"error":"${PARTIAL}"`),
  ],
  ['says that all is well, and that it is not', response(204, '')],
  ['says 200 and rejects', response(200, JSON.stringify({ error: PARTIAL, data: [entry(1)] }))],
  ['says 422 of a limit', response(422, '{"error":"Adding a new database would exceed limit of 5 databases"}')],
  ['says 422 of a limit of lines', response(422, JSON.stringify({ error: PARTIAL, data: [entry(1)] }))],
  ['says 413 of everything', response(413, 'max request size (10485760 bytes) exceeded')],
  ['has no such path', response(404, 'Not found')],
  ['has no such method', response(405, '')],
  [
    'has no such path, and a name that is none',
    response(404, '', 'x-influxdb-version: 2.7\u001b[31m\r\nx-influxdb-build: <b>\r\n'),
  ],
  ['has a cluster of a kilobyte', response(404, 'Not found', `cluster-uuid: ${'x'.repeat(1024)}\r\n`)],
  ['gives the credentials back', response(401, JSON.stringify({ error: SENT }))],
  ['gives the credentials back as a reason', partial([entry(1, SENT)])],
  ['redirects', response(308, '', `${HEAD}location: http://127.0.0.1:1/\r\n`)],
];

const all = [...RESPONSES.map(([name, respond]) => [name, respond] as const), ...ABOUT_LINES];

// side by side as well: nothing here depends on how long it takes
test.concurrent.each(every(6, all))(
  'whatever InfluxDB 3 does, every line is counted, once: it %s',
  async (_, respond) => {
    const url = await bareServer(respond);
    // Side by side: most of these only wait.
    await Promise.all(
      TRANSPORTS.map(async ([transport, open]) => {
        cases++;
        const api = createCore({ baseUrl: url, transport: open(), auth: everyProof('Token') });
        for (const error of await expectCounted(api, { database: 'd' }, transport)) {
          if (!(error instanceof PartialWriteError)) continue;
          // each line once, and by the text that was sent
          expect(new Set(error.rejected.map(({ position }) => position)).size).toBe(error.rejected.length);
          for (const { position, text } of error.rejected) expect(text).toBe(`m n=${position - 1} ${position - 1}`);
        }
      }),
    );
  },
);
