// What a real Core sent over Flight, replayed: rows, columns, types and errors.
import { bearerAuth } from '@influxkit/auth';
import { createClient, UnauthorizedError } from '@influxkit/runtime';
import { describe, expect, test } from 'vitest';
import { replayFlight, startFakeFlight } from '../../../../tests/tools/src/influxdb3/fake-flight.js';
import {
  type RecordedFlight,
  recordedFlight,
  recordedFlights,
} from '../../../../tests/tools/src/influxdb3/recorded-flight.js';
import { flightTransport } from '../../src/flight.js';
import { createInfluxQL, createSql, InfluxQLError, SqlError, TruncatedError } from '../../src/index.js';

/** A server that responds as it was recorded of a ticket, and clients of it. */
const setUp = async (auth?: string) => {
  const server = await startFakeFlight(async (call) => {
    const found = recordedFlights().find(
      ({ ticket, requestHeaders }) =>
        ticket === call.ticket && (requestHeaders['authorization'] ?? '') === (call.headers['authorization'] ?? ''),
    );
    if (found === undefined) call.end(2, `nothing was recorded of ${call.ticket}`);
    else await replayFlight(call, found);
  });
  const api = createClient({
    baseUrl: server.url,
    retry: false,
    ...(auth === undefined ? {} : { auth: bearerAuth(auth) }),
  });
  const transport = flightTransport(api);
  return {
    server,
    sql: createSql(api, { transport, retry: false }),
    influxql: createInfluxQL(api, { transport, retry: false }),
    [Symbol.asyncDispose]: async () => {
      await transport.close();
      await server.stop();
    },
  };
};

const queryOf = ({ ticket }: RecordedFlight) => {
  const { database, sql_query, query_type, params } = JSON.parse(ticket) as Record<string, string>;
  return { database, query: sql_query ?? '', language: query_type ?? 'sql', params: params as never };
};

/** Those that our client can have asked as they were asked. */
const asked = recordedFlights().filter(({ ticket, server, requestHeaders }) => {
  try {
    const parsed = JSON.parse(ticket) as Record<string, unknown>;
    const keys = Object.keys(parsed).join();
    return (
      server === 'none' &&
      requestHeaders['grpc-timeout'] === undefined &&
      keys === 'database,sql_query,query_type' &&
      JSON.stringify(parsed) === ticket &&
      ['sql', 'influxql'].includes(parsed['query_type'] as string)
    );
  } catch {
    return false;
  }
});

const withRows = asked.filter(
  ({ headersOnly, trailers, name }) => !headersOnly && trailers?.['grpc-status'] === '0' && name !== 'duplicate-names',
);
// SHOW DATABASES goes over HTTP, which has it.
const rejected = asked.filter(({ headersOnly, name }) => headersOnly && name !== 'error-show-databases');

test('enough of it is asked', () => {
  expect(withRows.length).toBeGreaterThan(15);
  expect(rejected.length).toBeGreaterThan(6);
});

describe('every result', () => {
  test.each(withRows.map((flight) => [flight.name, flight] as const))(
    '%s: rows and columns are the same',
    async (_, flight) => {
      await using made = await setUp();
      const { database, query, language } = queryOf(flight);
      if (language === 'influxql') {
        const rows = await made.influxql(query, { database }).toArray();
        expect(rows.every((row) => 'iox::measurement' in row || Object.keys(row).length > 0)).toBe(true);
        return;
      }
      const rows = await made.sql.toArray(query, { database });
      const columns = await made.sql.columns(query, { database });
      expect(columns.length).toBe(rows.length);
      for (const { label, values, nulls } of columns.columns)
        expect(Array.from(values, (value, at) => (nulls?.[at] === 1 ? null : value))).toEqual(
          rows.map((row) => row[label]),
        );
    },
  );

  test('types of a table, tags among them', async () => {
    await using made = await setUp();
    const { database, query } = queryOf(recordedFlight('types'));
    const columns = await made.sql.columns(query, { database });
    expect(Object.fromEntries(columns.columns.map(({ label, datatype }) => [label, datatype]))).toEqual({
      b: 'Boolean',
      f: 'Float64',
      host: 'Dictionary(Int32, Utf8)',
      i: 'Int64',
      region: 'Dictionary(Int32, Utf8)',
      s: 'Utf8',
      time: 'Timestamp(ns)',
      u: 'UInt64',
    });
    const empty = await made.sql.columns(queryOf(recordedFlight('empty')).query, { database });
    expect(empty.get('f')?.values).toEqual(new Float64Array(0));
    expect(empty.get('host')?.datatype).toBe('Dictionary(Int32, Utf8)');
  });

  test('batches without rows are not handed out', async () => {
    await using made = await setUp();
    const { database, query } = queryOf(recordedFlight('keep-alive'));
    const lengths: number[] = [];
    for await (const batch of made.sql.rows(query, { database }).batches()) lengths.push(batch.length);
    expect(lengths).toEqual([1]);
  });

  test('with a token', async () => {
    await using made = await setUp('TOKEN');
    const { database, query } = queryOf(recordedFlight('auth'));
    expect(await made.sql.toArray(query, { database })).not.toEqual([]);
  });
});

describe('every error', () => {
  test.each(rejected.map((flight) => [flight.name, flight] as const))(
    '%s has the server’s message',
    async (_, flight) => {
      await using made = await setUp();
      const { database, query, language } = queryOf(flight);
      const isSql = language === 'sql';
      const asking = isSql ? made.sql.toArray(query, { database }) : made.influxql(query, { database }).toArray();
      const error = await asking.catch((reason) => reason);
      expect(error).toBeInstanceOf(isSql ? SqlError : InfluxQLError);
      expect(error.message).toBe(decodeURIComponent(flight.responseHeaders['grpc-message'] ?? ''));
      expect(made.server.calls).toHaveLength(1);
    },
  );

  test('a token that is not known', async () => {
    const wrong = recordedFlight('error-auth-wrong');
    expect(wrong.responseHeaders['grpc-status']).toBe('16');
    await using other = await setUp((wrong.requestHeaders['authorization'] ?? '').replace('Bearer ', ''));
    const asking = other.sql.toArray(queryOf(wrong).query, { database: queryOf(wrong).database });
    const error = await asking.catch((reason) => reason);
    expect(error).toBeInstanceOf(UnauthorizedError);
    expect(error.message).toMatch(/401: UNAUTHENTICATED: Unauthenticated/);
  });

  test.each(['midstream-error', 'midstream-cast'])('%s: rows come before it', async (name) => {
    await using made = await setUp();
    const flight = recordedFlight(name);
    const { database, query } = queryOf(flight);
    let rows = 0;
    const reading = (async () => {
      for await (const _ of made.sql.rows(query, { database })) rows += 1;
    })();
    const error = await reading.catch((reason) => reason);
    expect(error).toBeInstanceOf(SqlError);
    expect(error).not.toBeInstanceOf(TruncatedError);
    expect(error.message).toBe(decodeURIComponent(flight.trailers?.['grpc-message'] ?? ''));
    expect(rows).toBe(flight.messages.length - 1);
  });

  test('before the first row the reason comes, too', async () => {
    await using made = await setUp();
    const { database, query } = queryOf(recordedFlight('first-row-error'));
    await expect(made.sql.toArray(query, { database })).rejects.toThrow(/Divide by zero/);
    expect(made.server.calls).toHaveLength(1);
  });

  test('two columns of one name', async () => {
    await using made = await setUp();
    const { database, query } = queryOf(recordedFlight('duplicate-names'));
    for (const asking of [made.sql.toArray(query, { database }), made.sql.columns(query, { database })]) {
      const error = await Promise.resolve(asking).catch((reason) => reason);
      expect(error).toBeInstanceOf(SqlError);
      expect(error.message).toMatch(/two columns of the result have the name "host"; give one of them another: … AS …/);
    }
  });
});
