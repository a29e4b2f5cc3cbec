// Every response to InfluxQL that a real Core was recorded with, against our decoders: those of `/query`, whose rows
// `@influxkit/query` decodes, and those of `/api/v3/query_influxql`.
import { createInfluxQL as createV1, DecodeError, InfluxQLError } from '@influxkit/query';
import { createClient } from '@influxkit/runtime';
import { describe, expect, test } from 'vitest';
import {
  bodyOf,
  piecesOf,
  type RecordedExchange,
  recordedExchanges,
} from '../../../../tests/tools/src/influxdb3/recorded.js';
import { createInfluxQL } from '../../src/index.js';

const exchangesOf = (path: string): [name: string, exchange: RecordedExchange][] =>
  recordedExchanges()
    .filter(({ request }) => request.path.split('?')[0] === path && request.method !== 'HEAD')
    .map((exchange) => [exchange.name, exchange]);

/** A client whose every response is one that was recorded, in the pieces it came in, or in others. */
const replaying = ({ response }: RecordedExchange, pieces: readonly Uint8Array[]) =>
  createClient({
    baseUrl: 'http://recorded.example',
    retry: false,
    fetch: async () => {
      const parts = [...pieces];
      const body = new ReadableStream<Uint8Array>({
        pull: (controller) => {
          const part = parts.shift();
          if (part === undefined) controller.close();
          else controller.enqueue(new Uint8Array(part));
        },
      });
      return new Response(body, { status: response.status, headers: response.headers });
    },
  });

/** The ways in which a body may be cut: as it was, in single bytes, and in the middle. */
const cutsOf = (exchange: RecordedExchange): readonly (readonly Uint8Array[])[] => {
  const body = bodyOf(exchange.response) ?? Buffer.alloc(0);
  const half = Math.floor(body.length / 2);
  return [
    piecesOf(exchange),
    [...body].map((byte) => Uint8Array.of(byte)),
    [body.subarray(0, half), body.subarray(half)],
  ];
};

/** JSON whose integers past 2^53 are bigints. */
const parse = (text: string): unknown =>
  JSON.parse(text.replace(/(?<=[[,:]\s*)-?\d{16,}(?=\s*[,\]}])/g, '"$&n"'), (_, value: unknown) => {
    if (typeof value !== 'string' || !/^-?\d{16,}n$/.test(value)) return value;
    const digits = value.slice(0, -1);
    return Number.isSafeInteger(Number(digits)) ? Number(digits) : BigInt(digits);
  });

interface Document {
  readonly error?: string;
  readonly results?: readonly {
    readonly error?: string;
    readonly series?: readonly {
      readonly tags?: Readonly<Record<string, string>>;
      readonly columns: readonly string[];
      readonly values: readonly (readonly unknown[])[];
    }[];
  }[];
}

/** What a body says: the rows before its first error, and that error. */
const saidBy = (text: string): { rows: unknown[]; error: string | undefined } => {
  const rows: unknown[] = [];
  // Documents of a response in chunks follow one another without anything in between.
  for (const part of text.split(/(?<=\})(?=\{"results")/)) {
    const { error, results = [] } = parse(part) as Document;
    if (error !== undefined) return { rows, error };
    for (const result of results) {
      for (const { tags = {}, columns, values } of result.series ?? [])
        for (const row of values)
          rows.push({ ...Object.fromEntries(columns.map((name, at) => [name, row[at]])), ...tags });
      if (result.error !== undefined) return { rows, error: result.error };
    }
  }
  return { rows, error: undefined };
};

/** Rows until the end or an error. */
const read = async (stream: AsyncIterable<unknown>) => {
  const rows: unknown[] = [];
  try {
    for await (const row of stream) rows.push(row);
  } catch (error) {
    return { rows, error };
  }
  return { rows, error: undefined };
};

describe('/query', () => {
  const exchanges = exchangesOf('/query');
  const typeOf = ({ response }: RecordedExchange): string => response.headers['content-type'] ?? 'none';
  const ofKind = (kind: RegExp) => exchanges.filter(([, exchange]) => kind.test(typeOf(exchange)));

  test('every response that was recorded is one of those below', () => {
    expect(exchanges.length).toBeGreaterThan(30);
    const kinds = ['json', 'csv', 'x-msgpack'].map((kind) => ofKind(new RegExp(`^application/${kind}$`)).length);
    const failures = exchanges.filter(([, { response }]) => response.status >= 400).length;
    expect(kinds.reduce((sum, count) => sum + count, failures)).toBe(exchanges.length);
  });

  test.each(ofKind(/json/))('%s', async (_, exchange) => {
    const { searchParams } = new URL(exchange.request.path, 'http://recorded.example');
    const asked = new URLSearchParams([...searchParams, ...new URLSearchParams(exchange.request.body ?? '')]);
    const epoch = asked.get('epoch') as 'ns' | 'u' | 'ms' | 's' | null;
    const text = exchange.response.body ?? '';
    for (const pieces of cutsOf(exchange)) {
      const influxql = createV1(replaying(exchange, pieces), { db: 'd' });
      const chunked = asked.get('chunked') === 'true';
      const times = epoch === null ? { times: 'rfc3339' as const } : { epoch };
      const { rows, error } = await read(influxql(asked.get('q') ?? '', { chunked, ...times }));
      if (text === '') {
        // An empty query has an empty response, and that is not the same as no rows.
        expect(error).toBeInstanceOf(DecodeError);
        continue;
      }
      const said = saidBy(text);
      // Times are given as the option says, and none but those of `ns` are bigints.
      const isTime = (key: string): boolean => key === 'time' && epoch === 'ns';
      const numbers = (row: object) =>
        Object.fromEntries(Object.entries(row).map(([key, value]) => [key, isTime(key) ? BigInt(value) : value]));
      expect(rows).toEqual(said.rows.map((row) => numbers(row as object)));
      if (said.error === undefined) expect(error).toBeUndefined();
      else {
        expect(error).toBeInstanceOf(InfluxQLError);
        expect((error as Error).message).toBe(said.error);
      }
    }
  });

  test.each(ofKind(/csv/))('%s', async (_, exchange) => {
    const text = exchange.response.body ?? '';
    const lines = text.match(/(?:"(?:[^"]|"")*"|[^\n"])+/g) ?? [];
    for (const pieces of cutsOf(exchange)) {
      const influxql = createV1(replaying(exchange, pieces), { db: 'd' });
      const { rows, error } = await read(influxql('x', { format: 'csv' }));
      expect(error).toBeUndefined();
      expect(rows).toHaveLength(lines.length - 1);
      rows.forEach((row, index) => {
        const cells = (lines[index + 1] ?? '').match(/(?:"(?:[^"]|"")*"|[^,"])*(?:,|$)/g) ?? [];
        const plain = cells.map((cell) => cell.replace(/,$/, '').replace(/^"|"$/g, '').replaceAll('""', '"'));
        const names = (lines[0] ?? '').split(',');
        for (const [at, name] of names.entries()) {
          const value = (row as Record<string, unknown>)[name];
          if (name !== 'name' && name !== 'tags') expect(String(value)).toBe(plain[at]);
        }
      });
    }
  });

  test.each(ofKind(/msgpack/))('%s: no rows, and an error that says what came', async (_, exchange) => {
    const influxql = createV1(replaying(exchange, piecesOf(exchange)), { db: 'd' });
    const { rows, error } = await read(influxql('x'));
    expect(rows).toEqual([]);
    expect(error).toBeInstanceOf(DecodeError);
    expect((error as Error).message).toMatch(/msgpack/);
    const whole = Buffer.from(await new Response(await influxql('x').stream()).arrayBuffer());
    expect(whole.equals(bodyOf(exchange.response) ?? Buffer.alloc(0))).toBe(true);
  });

  test.each(exchanges.filter(([, { response }]) => response.status >= 400))('%s', async (_, exchange) => {
    const { status, body = '' } = exchange.response;
    const influxql = createV1(replaying(exchange, piecesOf(exchange)), { db: 'd' });
    const { rows, error } = await read(influxql('x'));
    expect(rows).toEqual([]);
    const { error: message } = JSON.parse(body) as { error: string };
    expect((error as Error).message).toContain(message);
    expect((error as Error).name).toBe(status === 401 ? 'ApiError' : 'InfluxQLError');
  });
});

describe('/api/v3/query_influxql', () => {
  const exchanges = exchangesOf('/api/v3/query_influxql');
  const withJson = (wanted: RegExp) =>
    exchanges.filter(([, { response }]) => wanted.test(response.headers['content-type'] ?? 'none'));

  /** A value as it was written, and as it is given: integers as bigints, times in nanoseconds. */
  const isSame = (given: unknown, written: unknown): boolean => {
    if (given === null) return written === null || written === undefined;
    if (typeof given === 'number') return Number.isNaN(given) ? written === null : given === Number(written);
    if (typeof given !== 'bigint' || typeof written !== 'string') return String(given) === String(written);
    // Without a zone the server means UTC.
    const [, date = '', fraction = '', zone] = /^(.*?)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)?$/.exec(written) ?? [];
    return given === BigInt(Date.parse(`${date}${zone ?? 'Z'}`)) * 1_000_000n + BigInt(fraction.padEnd(9, '0'));
  };

  test.each(withJson(/json/))('%s', async (_, exchange) => {
    const text = exchange.response.body ?? '';
    const isLines = exchange.response.headers['content-type'] === 'application/jsonl';
    const written = (
      isLines
        ? text
            .split('\n')
            .filter((line) => line !== '')
            .map(parse)
        : parse(text)
    ) as object[];
    // Recorded in one array: the same rows, a line each, as the client asks for them.
    const lines = Buffer.from(isLines ? text : `${text.slice(1, -1).replaceAll('},{', '}\n{')}\n`);
    const cuts = isLines ? cutsOf(exchange) : [[lines]];
    for (const pieces of cuts) {
      const influxql = createInfluxQL(replaying(exchange, pieces), { database: 'd', retry: false });
      const { rows, error } = await read(influxql('x'));
      expect(error).toBeUndefined();
      expect(rows).toHaveLength(written.length);
      rows.forEach((row, at) => {
        const cells = Object.entries(written[at] ?? {});
        for (const [name, value] of cells)
          expect(isSame((row as Record<string, unknown>)[name], value), `${name}: ${value}`).toBe(true);
        for (const [name, value] of Object.entries(row as object))
          if (!(name in (written[at] ?? {}))) expect(value).toBeNull();
      });
    }
  });

  test.each(withJson(/csv|plain|parquet/))('%s: unread, byte for byte', async (_, exchange) => {
    const influxql = createInfluxQL(replaying(exchange, piecesOf(exchange)), { database: 'd', retry: false });
    const whole = Buffer.from(await new Response(await influxql('x').stream()).arrayBuffer());
    expect(whole.equals(bodyOf(exchange.response) ?? Buffer.alloc(0))).toBe(true);
  });

  test.each(withJson(/^none$/))('%s', async (_, exchange) => {
    const { body = '' } = exchange.response;
    const influxql = createInfluxQL(replaying(exchange, piecesOf(exchange)), { database: 'd', retry: false });
    const { error } = await read(influxql('x'));
    expect(error).toBeInstanceOf(InfluxQLError);
    expect((error as Error).message).toBe(body.startsWith('{') ? JSON.parse(body).error : body);
  });

  test('every response that was recorded is one of those above', () => {
    const groups = [/json/, /csv|plain|parquet/, /^none$/].map((kind) => withJson(kind).length);
    expect(groups.reduce((sum, count) => sum + count)).toBe(exchanges.length);
    expect(exchanges.length).toBeGreaterThan(25);
  });
});
