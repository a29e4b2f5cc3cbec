import { createClient } from '@influxkit/runtime';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { createInfluxQL, InfluxQLError, type InfluxQLOptions, type InfluxQLResponse } from '../../src/index.js';
import { startServer } from '../support/server.js';

const RESPONSE = JSON.stringify({
  results: [
    {
      statement_id: 0,
      series: [{ name: 'cpu', tags: { host: 'a' }, columns: ['time', 'v'], values: [[0, 1]] }],
    },
  ],
}).replace('[0,', '[1577836800000000001,');

type Respond = Parameters<typeof startServer>[0];

const setUp = async (respond: Respond, defaults: InfluxQLOptions = { db: 'telegraf' }) => {
  const server = await startServer(respond);
  const api = createClient({ baseUrl: server.baseUrl, retry: false });
  return { ...server, influxql: createInfluxQL(api, defaults) };
};

const fixed =
  (text: string, status = 200): Respond =>
  (_, response) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(text);

describe('an InfluxQL query', () => {
  test('that reads is a GET whose times are nanoseconds', async () => {
    await using server = await setUp(fixed(RESPONSE));
    const rows = await server.influxql('SELECT v FROM cpu').toArray();
    expect(rows).toEqual([{ time: 1577836800000000001n, v: 1, host: 'a' }]);
    expect(server.received[0]).toMatchObject({
      method: 'GET',
      path: '/query',
      query: { db: 'telegraf', q: 'SELECT v FROM cpu', epoch: 'ns' },
    });
    expect(server.received[0]?.headers['accept']).toBe('application/json');
  });

  test.each([
    ['SELECT v FROM cpu', 'GET'],
    ['select v from cpu; SHOW DATABASES;', 'GET'],
    ['EXPLAIN SELECT v FROM cpu', 'GET'],
    ['CREATE DATABASE x', 'POST'],
    ['SELECT v INTO copy FROM cpu', 'POST'],
    ['SELECT v FROM cpu; DROP MEASUREMENT cpu', 'POST'],
    [`SELECT v FROM cpu WHERE h = '${'x'.repeat(3000)}'`, 'POST'],
  ])('%s is sent by %s', async (query, method) => {
    await using server = await setUp(fixed('{"results":[{"statement_id":0}]}'));
    expect(await server.influxql(query).toArray()).toEqual([]);
    const [request] = server.received;
    expect(request?.method).toBe(method);
    const sent = method === 'GET' ? request?.query['q'] : new URLSearchParams(request?.body).get('q');
    expect(sent).toBe(query);
    expect(request?.query['db']).toBe('telegraf');
    if (method === 'POST') expect(request?.headers['content-type']).toBe('application/x-www-form-urlencoded');
  });

  test('that is none is refused, and nothing is sent', async () => {
    await using server = await setUp(fixed(RESPONSE));
    expect(() => server.influxql(undefined as unknown as string)).toThrow('the query must be a string, got undefined');
    expect(server.received).toHaveLength(0);
  });

  test('takes retention policy, unit, parameters, chunks and method', async () => {
    await using server = await setUp(fixed(RESPONSE));
    const options = {
      rp: 'month',
      epoch: 's',
      params: { h: 'a"', n: 9007199254740993n, f: 1.5, b: true },
      chunked: 500,
      method: 'POST',
    } as const;
    await server.influxql('SELECT 1', options).toArray();
    expect(server.received[0]).toMatchObject({
      method: 'POST',
      query: {
        db: 'telegraf',
        rp: 'month',
        epoch: 's',
        params: '{"h":"a\\"","n":9007199254740993,"f":1.5,"b":true}',
        chunked: 'true',
        chunk_size: '500',
      },
    });
  });

  test.each([
    [{ times: 'rfc3339' }, undefined],
    [{ times: 'date' }, 'ms'],
    [{ times: 'ns' }, 'ns'],
    [{ times: 'date', epoch: 'h' }, 'h'],
  ] as const)('%o asks for the unit %s', async (options, epoch) => {
    await using server = await setUp(fixed('{"results":[]}'));
    await server.influxql('SELECT 1', options).toArray();
    expect(server.received[0]?.query['epoch']).toBe(epoch);
  });

  test.each([
    [{ epoch: 'x' }, /epoch must be one of/],
    [{ times: 'x' }, /times must be one of/],
    [{ chunked: 0 }, /chunked must be/],
    [{ params: { a: null } }, /parameter "a" must be a string, a finite number, a bigint or a boolean, got null/],
    [{ params: { a: Number.NaN } }, /got NaN/],
    [{ params: { a: {} } }, /got an object/],
    [{ maxValueBytes: -1 }, /maxValueBytes/],
  ])('%o is refused at the call', async (options, message) => {
    await using server = await setUp(fixed('{}'));
    expect(() => server.influxql('SELECT 1', options as never)).toThrow(message);
    expect(server.received).toEqual([]);
  });

  test('in chunks gives rows before the response has ended', async () => {
    const chunk = JSON.stringify({
      results: [
        { statement_id: 0, series: [{ name: 'm', columns: ['v'], values: [[1], [2]], partial: true }], partial: true },
      ],
    });
    await using server = await setUp((_, response) => {
      response.write(`${chunk}\n`);
    });
    for await (const batch of server.influxql('SELECT v FROM m', { chunked: true }).batches()) {
      expect(batch).toEqual([{ v: 1 }, { v: 2 }]);
      break;
    }
  });

  test('in CSV gives strings; an error in it is thrown', async () => {
    await using server = await setUp((request, response) => {
      expect(request.headers.accept).toBe('application/csv');
      response.end(
        request.query['q'] === 'SELECT 1'
          ? 'name,tags,time,v\ncpu,host=a,1577836800000000000,1.5\n\nname,tags,k\ndb,,x\n'
          : 'error\nerror parsing query\n',
      );
    });
    const result = server.influxql('SELECT 1', { format: 'csv' });
    expect(await result.toArray()).toEqual([
      { name: 'cpu', tags: 'host=a', time: '1577836800000000000', v: '1.5' },
      { name: 'db', tags: '', k: 'x' },
    ]);
    expect(() => result.series()).toThrow(/CSV does not tell series apart/);
    const failing = server.influxql('SELECT 2', { format: 'csv' }).toArray();
    await expect(failing).rejects.toBeInstanceOf(InfluxQLError);
    await expect(failing).rejects.toThrow('error parsing query');
  });

  test('gives series, text and bytes', async () => {
    await using server = await setUp(fixed(RESPONSE));
    const result = server.influxql('SELECT v FROM cpu');
    expect((await result.series().toArray())[0]).toMatchObject({ name: 'cpu', tags: { host: 'a' }, statementId: 0 });
    expect(await result.text()).toBe(RESPONSE);
    expect(await new Response(await result.stream()).text()).toBe(RESPONSE);
  });

  test('types its rows', async () => {
    await using server = await setUp(fixed(RESPONSE));
    const result = server.influxql<{ time: bigint; v: number }>('SELECT v FROM cpu');
    expectTypeOf(result).toEqualTypeOf<InfluxQLResponse<{ time: bigint; v: number }>>();
    for await (const { v } of result) expect(v).toBe(1);
  });

  test('that is wrong is an InfluxQLError, whatever the status', async () => {
    await using refused = await setUp(fixed('{"error":"error parsing query: found x"}', 400));
    await expect(refused.influxql('x').toArray()).rejects.toMatchObject({
      name: 'InfluxQLError',
      message: 'error parsing query: found x',
      cause: { name: 'ApiError', status: 400 },
    });
    await using hidden = await setUp(fixed('{"results":[{"statement_id":0,"error":"database not found"}]}'));
    await expect(hidden.influxql('SELECT 1').toArray()).rejects.toMatchObject({
      name: 'InfluxQLError',
      statementId: 0,
    });
    await using csv = await setUp((_, response) =>
      response.writeHead(400, { 'content-type': 'text/csv', 'x-influxdb-error': 'found x' }).end('error\nfound x\n'),
    );
    await expect(csv.influxql('x', { format: 'csv' }).toArray()).rejects.toMatchObject({
      name: 'InfluxQLError',
      message: 'found x',
    });
    await using denied = await setUp(fixed('{"error":"unable to parse authentication credentials"}', 401));
    await expect(denied.influxql('SELECT 1').toArray()).rejects.toMatchObject({ name: 'ApiError', status: 401 });
  });
});
