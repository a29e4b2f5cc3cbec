import { int, uint } from '@influxkit/line-protocol';
import { sql, sqlIdentifier } from '@influxkit/sql';
import {
  createWriter,
  DialectError,
  InvalidLineError,
  PartialWriteError,
  RejectedError,
  type WriteError,
  type WriterOptions,
} from '@influxkit/write';
import { expect, test } from 'vitest';
import { connect, describeCore310, describeServers, describeWhere, unique } from '../../src/v3/context.js';

const nanosecondsOf = { ns: 1n, us: 1_000n, ms: 1_000_000n, s: 1_000_000_000n } as const;

/** 2023-11-14T22:13:20Z and some nanoseconds. */
const moment = 1_700_000_000_123_456_789n;

describeServers('writing', ({ server, api, database, sql: db }) => {
  /** Writes lines, and gives what was reported of them. */
  const write = async (lines: readonly string[], options: Partial<WriterOptions> = {}) => {
    const errors: WriteError[] = [];
    const to = { database, ...options } as WriterOptions;
    const writer = createWriter(api, { retry: 5, onError: (error) => errors.push(error), onRetry: () => {}, ...to });
    writer.write(lines);
    const { stats } = await writer.closeSettled({ timeout: 300_000 });
    return { errors, stats };
  };

  describeWhere(server.executesSql, 'read back', 'no SQL', () => {
    test.each(['ns', 'us', 'ms', 's'] as const)(
      'keeps every value of every type in the precision %s',
      async (precision) => {
        const table = unique('types');
        const timestamp = moment / nanosecondsOf[precision];
        const fields = {
          float: 1.5,
          small: 5e-324,
          zero: -0,
          integer: int(-9_223_372_036_854_775_808n),
          large: int(9_223_372_036_854_775_807n),
          unsigned: uint(18_446_744_073_709_551_615n),
          boolean: true,
          text: 'a "quoted" \\ text,\nin two lines, 日本 🙂',
        };
        const writer = createWriter(api, { database, precision });
        writer.write({
          measurement: table,
          tags: { 'a,b =c': 'x,y =z', share: '\\\\server\\share' },
          fields,
          timestamp,
        });
        expect((await writer.close()).stats).toMatchObject({ accepted: 1, written: 1 });
        expect(await db.toArray(sql`SELECT * FROM ${sqlIdentifier(table)}`)).toEqual([
          {
            'a,b =c': 'x,y =z',
            share: '\\\\server\\share',
            float: 1.5,
            small: 5e-324,
            zero: -0,
            integer: -9_223_372_036_854_775_808n,
            large: 9_223_372_036_854_775_807n,
            unsigned: 18_446_744_073_709_551_615n,
            boolean: true,
            text: fields.text,
            time: timestamp * nanosecondsOf[precision],
          },
        ]);
      },
    );

    test('takes a small number for nanoseconds, and guesses nothing', async () => {
      const table = unique('small');
      await write([`${table} v=1 1`, `${table} v=2 5000000000`]);
      expect(await db.toArray(sql`SELECT time FROM ${sqlIdentifier(table)} ORDER BY time`)).toEqual([
        { time: 1n },
        { time: 5_000_000_000n },
      ]);
    });

    test('stores many points in many requests, each once', async () => {
      const table = unique('many');
      const writer = createWriter(api, { database, batchLines: 2500 });
      function* points() {
        for (let n = 0; n < 20_000; n++)
          yield { measurement: table, fields: { n: int(n) }, timestamp: moment + BigInt(n) };
      }
      await writer.writeAll(points());
      expect((await writer.close()).stats).toMatchObject({ written: 20_000, batches: 8 });
      const counted = sql`SELECT count(*) AS rows, count(DISTINCT n) AS different, sum(n) AS sum FROM ${sqlIdentifier(table)}`;
      expect(await db.toArray(counted)).toEqual([{ rows: 20_000n, different: 20_000n, sum: 199_990_000n }]);
    });

    test('stores the good lines of a request and reports the others by number, text and reason', async () => {
      const table = unique('partial');
      const lines = [
        `${table} v=1 1`,
        '# a comment',
        `${table} v=abc 2`,
        `${table} s="a\nb" 3`,
        `${table} v="text" 4`,
        `${table} v=5 zz`,
        `${table} v=6 6`,
      ];
      const { errors, stats } = await write(lines);
      expect(stats).toMatchObject({ accepted: 6, written: 3, rejected: 3, requests: 1 });
      const [error] = errors as PartialWriteError[];
      expect(error).toBeInstanceOf(PartialWriteError);
      expect(error?.rejected.map(({ line, text }) => [line, text])).toEqual([
        [2, lines[2]],
        [4, lines[4]],
        [5, lines[5]],
      ]);
      for (const { reason } of error?.rejected ?? []) expect(reason).not.toBe('');
      expect(await db.toArray(sql`SELECT time FROM ${sqlIdentifier(table)} ORDER BY time`)).toEqual([
        { time: 1n },
        { time: 3n },
        { time: 6n },
      ]);
    });

    test('stores the good lines where the server takes all or nothing', async () => {
      const table = unique('whole');
      const lines = [`${table} v=1 1`, `${table} v="x" 2`, `${table} v=3 3`, `${table} v=abc 4`];
      const { errors, stats } = await write(lines, { acceptPartial: false });
      expect(stats).toMatchObject({ written: 2, rejected: 2 });
      expect((errors as PartialWriteError[]).flatMap(({ rejected }) => rejected.map(({ line }) => line))).toEqual([
        2, 4,
      ]);
      expect(await db.toArray(sql`SELECT v FROM ${sqlIdentifier(table)} ORDER BY time`)).toEqual([{ v: 1 }, { v: 3 }]);
    });

    test('stores without waiting for the log', async () => {
      const table = unique('no_sync');
      expect((await write([`${table} v=1 1`], { noSync: true })).stats).toMatchObject({ written: 1 });
    });

    test('sends what is too large in parts', async () => {
      const table = unique('large');
      const text = 'x'.repeat(60_000);
      const lines = Array.from({ length: 200 }, (_, index) => `${table} n=${index}i,s="${text}" ${index}`);
      const { errors, stats } = await write(lines, { batchBytes: 32_000_000, gzip: false });
      expect(errors).toEqual([]);
      expect(stats).toMatchObject({ written: 200 });
      expect(await db.toArray(sql`SELECT count(*) AS rows FROM ${sqlIdentifier(table)}`)).toEqual([{ rows: 200n }]);
    });

    test('takes lines that end in CR LF, and spaces at the end, which the server does not', async () => {
      const table = unique('ends');
      const { errors, stats } = await write([`${table} v=1 1\r\n${table} v=2 2  \n${table} v=3 \r\n`]);
      expect(errors).toEqual([]);
      expect(stats).toMatchObject({ written: 3 });
      expect(await db.toArray(sql`SELECT count(*) AS rows FROM ${sqlIdentifier(table)}`)).toEqual([{ rows: 3n }]);
    });

    test('overwrites a point of the same series and time', async () => {
      const table = unique('upsert');
      await write([`${table},t=a v=1,w=1 1`]);
      await write([`${table},t=a v=2 1`]);
      expect(await db.toArray(sql`SELECT t, v, w FROM ${sqlIdentifier(table)}`)).toEqual([{ t: 'a', v: 2, w: 1 }]);
    });
  });

  test('refuses a tag that is given twice before anything is sent', async () => {
    const table = unique('twice');
    const writer = createWriter(api, { database, onError: () => {} });
    expect(() => writer.write(`${table},t=a,t=b v=1 1`)).toThrow(InvalidLineError);
    expect((await writer.closeSettled()).stats).toMatchObject({ requests: 0, invalid: 1 });
  });

  test('reports a database name that is none, for all lines, in one request', async () => {
    const { errors, stats } = await write(['m v=1 1', 'm v=2 2'], { database: 'a b' } as WriterOptions);
    expect(stats).toMatchObject({ rejected: 2, requests: 1 });
    expect(errors.map((error) => error instanceof RejectedError && error.status)).toEqual([400]);
  });

  test('reports more columns than a table may have, for that line alone', async () => {
    const table = unique('columns');
    const wide = Array.from({ length: 20_000 }, (_, index) => `f${index}=1`).join();
    const { errors, stats } = await write([`${table} v=1 1`, `${table} ${wide} 2`]);
    expect(stats).toMatchObject({ written: 1, rejected: 1, requests: 1 });
    expect((errors as PartialWriteError[]).flatMap(({ rejected }) => rejected.map(({ line }) => line))).toEqual([2]);
  });

  describeWhere(server.token !== undefined, 'with authorization', 'started without', () => {
    test('a token that is none is final for all lines', async () => {
      const writer = createWriter(connect(server, 'apiv3_wrong'), { database, onError: () => {} });
      writer.write('m v=1 1');
      const { stats, errors } = await writer.closeSettled();
      expect(stats).toMatchObject({ rejected: 1, requests: 1 });
      expect(errors.map((error) => error instanceof RejectedError && error.status)).toEqual([401]);
    });
  });

  describeWhere(server.hasOlderEndpoints, 'by the older endpoints', 'there are none', () => {
    test.each<[name: string, target: Partial<WriterOptions>]>([
      ['/api/v2/write', { database, endpoint: '/api/v2/write' }],
      ['/api/v2/write by bucket', { bucket: database, database: undefined, dialect: 'v3' }],
      ['/write', { db: database, database: undefined, dialect: 'v3' }],
    ])('%s keeps backslashes, and finds the line that the server does not take', async (_, target) => {
      const table = unique('older');
      const lines = [`${table},t=a\\\\b v=1 1`, `${table} v="x" 2`, `${table} v=3 3`];
      const { errors, stats } = await write(lines, target);
      expect(stats).toMatchObject({ written: 2, rejected: 1 });
      expect((errors as PartialWriteError[]).flatMap(({ rejected }) => rejected.map(({ line }) => line))).toEqual([2]);
      if (!server.executesSql) return;
      expect(await db.toArray(sql`SELECT t, v FROM ${sqlIdentifier(table)} ORDER BY time`)).toEqual([
        { t: 'a\\b', v: 1 },
        { t: null, v: 3 },
      ]);
    });

    test('lines in another dialect are told, once', async () => {
      const table = unique('dialect');
      const { errors, stats } = await write([`${table} v=1 1`, `${table} v=2 2`], {
        bucket: database,
        database: undefined,
        batchLines: 1,
      } as Partial<WriterOptions>);
      expect(stats).toMatchObject({ written: 2, requests: 2 });
      expect(errors.map((error) => error instanceof DialectError)).toEqual([true]);
    });
  });

  describeCore310(server, 'what a line is rejected for', () => {
    test.each([
      ['v=abc', 'No fields were provided'],
      ['v=NaN', 'No fields were provided'],
      ['v=.5', 'No fields were provided'],
      ['v=1x', 'Could not parse entire line. Found trailing content: `x 2`'],
      ['v=9223372036854775808i', 'Unable to parse integer value `9223372036854775808`'],
      [
        'v=1i',
        "invalid column type for column 'v', expected iox::column_type::field::float, got iox::column_type::field::integer",
      ],
      ['v=1,v=2', "invalid line protocol - multiple instances of 'v' field found"],
    ])('%s', async (fields, reason) => {
      const table = unique('reason');
      const { errors } = await write([`${table} v=1 1`, `${table} ${fields} 2`]);
      expect((errors as PartialWriteError[]).flatMap(({ rejected }) => rejected)).toMatchObject([{ line: 2, reason }]);
    });

    test('a table of 501 fields: 422', async () => {
      const fields = (from: number, to: number): string =>
        Array.from({ length: to - from }, (_, index) => `f${from + index}=1`).join();
      const table = unique('wide');
      const { errors } = await write([`${table} ${fields(0, 500)} 1`, `${table} ${fields(500, 501)} 2`]);
      expect(errors).toMatchObject([{ status: 422, written: 1 }]);
    });
  });
});
