import { createClient, type WireResponse } from '@influxkit/runtime';
import { afterAll, describe, expect, test } from 'vitest';
import { noteCases } from '../../../../tests/tools/src/cases.js';
import { createInfluxQL, createQuery, decodeInfluxQL, decodeRows, invokeScript } from '../../src/index.js';
import { startServer } from '../support/server.js';

const PAGE = '<!DOCTYPE html PUBLIC "-//W3C//DTD"><html><body>Sign in</body></html>';

const ROWS = '#datatype,string,long,double\r\n#group,false,false,false\r\n#default,_result,,\r\n,result,table,v\r\n';

/** Status, headers and body of a response that is no response to a query, and what the error says of it. */
const BODIES: ReadonlyArray<readonly [number, Record<string, string>, string, RegExp]> = [
  [
    200,
    { 'content-type': 'text/html', server: 'nginx/1.25.3' },
    PAGE,
    /got HTML or XML.*status 200, content-type text\/html, from nginx\/1\.25\.3/,
  ],
  [200, { 'content-type': 'text/html' }, `\r\n\r\n ${PAGE}`, /got HTML or XML/],
  [200, { 'content-type': 'application/json' }, '[]', /got a JSON array; status 200, content-type application\/json/],
  [200, {}, '\u0001\u0002\u0003', /got bytes that are not text; status 200, no content-type/],
  [200, {}, '', /got an empty body; status 200, no content-type/],
  [204, {}, '', /got an empty body; status 204/],
  [206, {}, '  \r\n<html>', /got HTML or XML/],
];

const USES = 10;
afterAll(() => noteCases('unrecognised', 'bodies that are no response to a query, by every use', BODIES.length * USES));

const clientFor = (status: number, headers: Record<string, string>, body: string) =>
  createClient({
    baseUrl: 'http://localhost:8086',
    retry: false,
    fetch: async () => new Response(status === 204 ? null : new TextEncoder().encode(body), { status, headers }),
  });

describe('a response of success that is none to a query', () => {
  test.each(BODIES)('status %i %o %j: Flux and InfluxQL say what came', async (status, headers, body, message) => {
    const api = clientFor(status, headers, body);
    const query = createQuery(api, { org: 'a' });
    const influxql = createInfluxQL(api, { db: 'd' });
    const uses: readonly (() => PromiseLike<unknown>)[] = [
      () => query.toArray('x'),
      () => query.rows('x').batches().next(),
      () => query.tables('x').toArray(),
      () => query.columns('x'),
      () => query.columns('x').batches().next(),
      () => invokeScript(api, 'abc').toArray(),
      () => influxql('SELECT v FROM m').toArray(),
      () => influxql('SELECT v FROM m', { chunked: true }).toArray(),
      () => influxql('SELECT v FROM m').series().toArray(),
      () => influxql('SELECT v FROM m', { format: 'csv' }).toArray(),
    ];
    expect(uses).toHaveLength(USES);
    for (const use of uses) {
      const failing = Promise.resolve(use());
      await expect(failing).rejects.toMatchObject({ name: 'DecodeError' });
      await expect(failing).rejects.toThrow(message);
    }
  });

  test('JSON of an object: neither rows of Flux nor of InfluxQL', async () => {
    const api = clientFor(200, { 'content-type': 'application/json', 'cluster-uuid': 'c' }, '{"code":"x"}');
    await expect(createQuery(api).toArray('x')).rejects.toThrow(/got a JSON object; status 200, .*, from InfluxDB 3/);
    await expect(createInfluxQL(api)('SELECT v FROM m').toArray()).rejects.toThrow(/neither "results" nor "error"/);
  });

  test('text: CSV with another header is not annotated', async () => {
    for (const body of [
      'OK\n',
      'error code: 520\n',
      'a,b\r\n1,2\r\n\r\n',
      'OK',
      'null',
      '42',
      '"ok"',
      'error code: 520',
    ])
      await expect(createQuery(clientFor(200, {}, body)).toArray('x')).rejects.toThrow(
        /must be annotated CSV, got other text/,
      );
  });

  test('nothing found is nothing found', async () => {
    for (const body of ['\r\n', `${ROWS}\r\n`, `${ROWS}\r\n\r\n`])
      expect(await createQuery(clientFor(200, {}, body)).toArray('x')).toEqual([]);
    const influxql = (type: string, body: string) => createInfluxQL(clientFor(200, { 'content-type': type }, body));
    expect(await influxql('application/json', '{"results":[{"statement_id":0}]}\n')('SELECT').toArray()).toEqual([]);
    // As influxd 1.6.7 responds.
    expect(await influxql('text/csv', '')('SELECT', { format: 'csv' }).toArray()).toEqual([]);
  });

  test('from elsewhere, as far as it can be known', async () => {
    for (const body of ['<html>\n', '{}', '{}\n', '[]', '  [\n]'])
      await expect(decodeRows(body).toArray()).rejects.toThrow(/must be annotated CSV, got (HTML|a JSON)/);
    expect(await decodeRows('').toArray()).toEqual([]);
    // A dialect of the caller's own.
    expect(await decodeRows('<a<b\n<1<2\n', { delimiter: '<' }).toArray()).toHaveLength(1);
    const page = () => new Response(PAGE, { status: 200, headers: { 'content-type': 'text/html' } });
    await expect(decodeRows(page()).toArray()).rejects.toThrow(/got HTML.*content-type text\/html/);
    await expect(decodeInfluxQL(page()).toArray()).rejects.toThrow(/got HTML.*content-type text\/html/);
  });

  test('no header of a response stands in the error but a word of it', async () => {
    const headers = { 'content-type': 'text/html; secret=1', server: `nginx (${'x'.repeat(500)})` };
    const error: Error = await createQuery(clientFor(200, headers, PAGE))
      .toArray('x')
      .then(
        () => Promise.reject(new Error('no error')),
        (reason) => reason,
      );
    expect(error.message).toContain('content-type text/html, from nginx ');
    expect(error.message).not.toMatch(/secret|xxxx/);
  });
});

describe('a response of Flux that a proxy cut between two rows', () => {
  test('at every line of it, the empty last line too, is a truncated response', async () => {
    const complete = `${ROWS},,0,1\r\n,,0,2\r\n\r\n${ROWS},,1,3\r\n\r\n`;
    const lines = complete.split(/(?<=\n)/);
    for (let count = 1; count <= lines.length; count++) {
      // HTTP/1.0: the end of the connection is the end of the body.
      await using server = await startServer((_, response) => {
        response.useChunkedEncodingByDefault = false;
        response.end(lines.slice(0, count).join(''));
      });
      const query = createQuery(createClient({ baseUrl: server.baseUrl, retry: false }));
      // Up to the end of a result, nothing says that another should follow.
      const isComplete = lines[count - 1] === '\r\n';
      const outcome = await query.toArray('x').then(
        (rows) => rows.length,
        (error: Error) => error.name,
      );
      expect(outcome, `${count} lines`).toBe(isComplete ? (count === lines.length ? 3 : 2) : 'TruncatedResponseError');
    }
  });

  test('says so, and the check can be left out', async () => {
    const api = clientFor(200, {}, `${ROWS},,0,1\r\n`);
    await expect(createQuery(api).toArray('x')).rejects.toThrow(/cut between two rows/);
    expect(await createQuery(api).toArray('x', { requireFinalEmptyLine: false })).toHaveLength(1);
    await expect(decodeRows(`${ROWS},,0,1\r\n`, { requireFinalEmptyLine: true }).toArray()).rejects.toThrow(/two rows/);
  });
});

describe('a response without a stream', () => {
  /** What fetch gives on React Native: no `body`. */
  const bare = (text: string, status = 200): WireResponse =>
    ({
      status,
      headers: new Headers({ 'content-type': 'text/csv' }),
      text: async () => text,
      arrayBuffer: async () => new TextEncoder().encode(text).buffer,
    }) as unknown as WireResponse;

  test('is read whole by the decoders', async () => {
    expect(await decodeRows(bare(`${ROWS},,0,1\r\n\r\n`)).toArray()).toHaveLength(1);
    await expect(decodeRows(bare('')).toArray()).rejects.toThrow(/an empty body/);
    expect(await decodeInfluxQL(bare('{"results":[]}')).toArray()).toEqual([]);
  });
});
