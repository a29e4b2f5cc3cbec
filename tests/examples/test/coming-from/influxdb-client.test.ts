import * as theirs from '@influxdata/influxdb-client';
import { BucketsAPI } from '@influxdata/influxdb-client-apis';
import { ApiError, TimeoutError } from '@influxkit/influxdb';
import { encodePoint, Point } from '@influxkit/line-protocol';
import { createQuery, decodeRows, FluxError, flux, fluxDuration, fluxFloat } from '@influxkit/query';
import { createWriter } from '@influxkit/write';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  bucket,
  csv,
  csvResponse,
  org,
  ourClient,
  sameQuery,
  sameWrite,
  theirClient,
} from '../../src/coming-from/beside.js';
import { codeIn, comparedPage } from '../../src/coming-from/page.js';
import { startRecorder } from '../../src/coming-from/recorder.js';

const page = comparedPage('coming-from-influxdb-client.md');
const { rows, row } = page;

// Theirs logs to the console; what it says is not what is tested.
beforeAll(() => {
  theirs.setLogger({ error: () => {}, warn: () => {} });
});
afterAll(() => {
  theirs.setLogger(theirs.consoleLogger);
});

const q = 'from(bucket: "co2") |> range(start: -1h)';
const line = 'cpu,host=a usage=0.5 1700000000000';
const time = new Date(1_700_000_000_000);
const theirPoint = () => new theirs.Point('cpu').tag('host', 'a').floatField('usage', 0.5).timestamp(time);
const ourPoint = () => new Point('cpu').tag('host', 'a').floatField('usage', 0.5).timestamp(time);

describe('a client', () => {
  row(['`new InfluxDB({ url, token })`', "`client.getWriteApi(org, bucket, 's')`"], async () => {
    await using recorder = await startRecorder();
    const writeApi = theirClient(recorder.url).getWriteApi(org, bucket, 's');
    writeApi.writeRecord('m f=1 1700000000');
    await writeApi.close();
    const writer = ourClient(recorder.url).writer(bucket, { precision: 's' });
    writer.write('m f=1 1700000000');
    await writer.close();
    const [wanted, got] = recorder.take();
    expect(got).toMatchObject({ method: 'POST', path: '/api/v2/write', query: { org, bucket, precision: 's' } });
    expect(got?.query).toEqual(wanted?.query);
    expect(got?.headers.authorization).toBe(wanted?.headers.authorization);
    expect(got?.headers['content-type']).toBe(wanted?.headers['content-type']);
    expect(got?.body.trimEnd()).toBe(wanted?.body);
  });

  row('`new InfluxDB(url)`', async () => {
    await using recorder = await startRecorder(() => csvResponse());
    const { InfluxDB } = await import('@influxkit/influxdb');
    await new theirs.InfluxDB(`${recorder.url}/`).getQueryApi(org).queryRaw(q);
    await createQuery(new InfluxDB({ url: `${recorder.url}/`, product: 'oss-v2' }).api, { org }).text(q);
    const [wanted, got] = recorder.take();
    expect(got?.headers.authorization).toBe(wanted?.headers.authorization);
    expect([got?.path, got?.query]).toEqual([wanted?.path, wanted?.query]);
  });

  row('`client.getQueryApi(org)`', async () => {
    const { asked } = await sameQuery(
      (api) => api.queryRaw(q),
      ({ query }) => query.text(q),
    );
    expect(asked).toMatchObject({ method: 'POST', path: '/api/v2/query', query: { org }, flux: q, type: 'flux' });
  });

  row('`client.getQueryApi({ org, headers })`', async () => {
    await using recorder = await startRecorder(() => csvResponse());
    const headers = { 'zap-trace-span': 'abc' };
    await theirClient(recorder.url).getQueryApi({ org, headers }).queryRaw(q);
    await createQuery(ourClient(recorder.url).api, { org, headers }).text(q);
    expect(recorder.take().map((request) => request.headers['zap-trace-span'])).toEqual(['abc', 'abc']);
  });
});

describe('writing', () => {
  row(['`writeApi.writePoint(point)`', "`new Point('cpu')`", "`point.tag('host', 'a')`"], async () => {
    const lines = await sameWrite(
      (api) => api.writePoint(theirPoint()),
      (writer) => writer.write(ourPoint()),
    );
    expect(lines).toEqual([line]);
  });

  row('`writeApi.writePoints(points)`', () =>
    sameWrite(
      (api) => api.writePoints([theirPoint(), theirPoint().tag('host', 'b')]),
      (writer) => writer.write([ourPoint(), ourPoint().tag('host', 'b')]),
    ),
  );

  row('`writeApi.writeRecord(line)`', () =>
    sameWrite(
      (api) => api.writeRecord(line),
      (writer) => writer.write(line),
    ),
  );

  row('`writeApi.writeRecords(lines)`', () =>
    sameWrite(
      (api) => api.writeRecords([line, 'm f=2i 2']),
      (writer) => writer.write([line, 'm f=2i 2']),
    ),
  );

  row('`writeApi.useDefaultTags({ host })`', async () => {
    const lines = await sameWrite(
      (_, client) => {
        const api = client.getWriteApi(org, bucket, 'ms').useDefaultTags({ host: 'a', zone: 'z' });
        api.writePoint(new theirs.Point('m').tag('host', 'own').floatField('f', 1).timestamp(1));
        return api.close();
      },
      (_, influx) => {
        const writer = influx.writer(bucket, { precision: 'ms', defaultTags: { host: 'a', zone: 'z' } });
        writer.write({ measurement: 'm', tags: { host: 'own' }, fields: { f: 1 }, timestamp: 1 });
        return writer.close();
      },
    );
    expect(lines).toEqual(['m,host=own,zone=z f=1 1']);
  });

  row(['`await writeApi.flush(true)`', '`await writeApi.close()`'], async () => {
    const lines = await sameWrite(
      async (api) => {
        api.writeRecord('m f=1 1');
        await api.flush(true);
        api.writeRecord('m f=2 2');
      },
      async (writer) => {
        writer.write('m f=1 1');
        await writer.flush();
        writer.write('m f=2 2');
      },
    );
    expect(lines).toHaveLength(2);
  });

  row('`writeApi.dispose()`', async () => {
    await using recorder = await startRecorder();
    const writeApi = theirClient(recorder.url).getWriteApi(org, bucket);
    writeApi.writeRecord('m f=1');
    expect(writeApi.dispose()).toBe(1);
    const writer = ourClient(recorder.url).writer(bucket);
    writer.write('m f=1');
    const { stats, failed } = await writer.closeSettled({ timeout: 0 });
    expect(stats).toMatchObject({ accepted: 1, written: 0, failed: 1 });
    // Theirs gives the number back, ours the lines.
    expect(new TextDecoder().decode(failed[0]?.lineProtocol)).toMatch(/^m f=1 \d+\n$/);
  });

  row("`writeApi.path = '/write?db=db0'`", async () => {
    await using recorder = await startRecorder();
    const writeApi = theirClient(recorder.url).getWriteApi(org, bucket);
    writeApi.path = '/write?db=db0';
    writeApi.writeRecord('m f=1 1');
    await writeApi.close();
    const writer = createWriter(ourClient(recorder.url).api, { db: 'db0' });
    writer.write('m f=1 1');
    await writer.close();
    const [wanted, got] = recorder.take();
    expect([got?.path, got?.query['db'], got?.body.trimEnd()]).toEqual([wanted?.path, 'db0', wanted?.body]);
  });
});

describe('points', () => {
  row("`new Point().measurement('cpu')`", () => {
    const wanted = new theirs.Point().measurement('cpu').floatField('f', 1).timestamp('1').toLineProtocol();
    expect(encodePoint(Point.measurement('cpu').floatField('f', 1).timestamp(1n))).toBe(wanted);
  });

  row(
    [
      "`point.floatField('usage', 0.5)`",
      "`point.intField('hits', 3)`",
      "`point.uintField('hits', 3)`",
      "`point.booleanField('ok', true)`",
      "`point.stringField('note', 'text')`",
      '`point.timestamp(new Date(0))`',
      '`point.toLineProtocol()`',
      '`point.toString()`',
    ],
    () => {
      const fill = <P extends theirs.Point | Point>(point: P): P => {
        point.booleanField('a', true).floatField('b', -0.25);
        point.intField('c', -3).stringField('d', 'say "hi" \\ü').uintField('e', 7);
        point.tag('t, =', 'v, =\\x').timestamp(time);
        return point;
      };
      const wanted = fill(new theirs.Point('m, x')).toLineProtocol();
      // They write booleans as T, ours as t: both mean true.
      expect(encodePoint(fill(new Point('m, x')))).toBe(wanted?.replace('a=T', 'a=t'));
      expect(fill(new theirs.Point('m, x')).toString()).toBe(wanted);
    },
  );

  row('`point.fields`', () => {
    expect(theirPoint().fields).toEqual({ usage: '0.5' });
    expect(ourPoint().toPointData().fields).toEqual({ usage: 0.5 });
  });

  row('`escape.measurement(text)`, `escape.tag(text)`, `escape.quoted(text)`', () => {
    const text = 'a b,c=d"e';
    const wanted = `${theirs.escape.measurement(text)},t=${theirs.escape.tag(text)} f=${theirs.escape.quoted(text)}`;
    expect(encodePoint({ measurement: text, tags: { t: text }, fields: { f: text } })).toBe(wanted);
  });

  row('`currentTime.ns()`, `dateToProtocolTimestamp.ns(date)`, `convertTimeToNanos(date)`', () => {
    for (const precision of ['s', 'ms', 'us', 'ns'] as const) {
      const ours = encodePoint({ measurement: 'm', fields: { f: 1 }, timestamp: time }, { precision });
      expect(ours).toBe(`m f=1 ${theirs.dateToProtocolTimestamp[precision](time)}`);
    }
    const ours = encodePoint({ measurement: 'm', fields: { f: 1 }, timestamp: time });
    expect(ours).toBe(`m f=1 ${theirs.convertTimeToNanos(time)}`);
    expect(Number(theirs.currentTime.ns()) / 1e6).toBeCloseTo(Date.now(), -4);
  });

  row('`useProcessHrtime(true)`', () => {
    const now = BigInt(Date.now()) * 1_000_000n + 123n;
    expect(encodePoint({ measurement: 'm', fields: { f: 1 }, timestamp: now })).toBe(`m f=1 ${now}`);
    expect(theirs.useProcessHrtime(true)).toBe(true);
    expect(theirs.currentTime.ns()).toMatch(/^\d{19}$/);
  });
});

describe('querying', () => {
  // What theirs give by default: times as text, longs as numbers.
  const likeTheirs = { times: 'rfc3339', integers: 'number' } as const;

  row('`await queryApi.collectRows(q)`', async () => {
    const result = await sameQuery(
      (api) => api.collectRows(q),
      ({ query }) => query.toArray(q, likeTheirs),
    );
    expect(result.ours).toHaveLength(3);
    expect(result.ours).toEqual(result.theirs);
  });

  row('`for await (const { values, tableMeta } of queryApi.iterateRows(q)) tableMeta.toObject(values)`', async () => {
    const result = await sameQuery(
      async (api) => {
        const objects = [];
        for await (const { values, tableMeta } of api.iterateRows(q)) objects.push(tableMeta.toObject(values));
        return objects;
      },
      async ({ query }) => {
        const objects = [];
        for await (const object of query.rows(q, likeTheirs)) objects.push(object);
        return objects;
      },
    );
    expect(result.ours).toEqual(result.theirs);
  });

  row(['`queryApi.queryRows(q, observer)`', '`queryApi.rows(q).subscribe(console.log)`'], async () => {
    const observed = (subscribe: (observer: theirs.FluxResultObserver<string[]>) => void) =>
      new Promise<unknown[]>((resolve, reject) => {
        const objects: unknown[] = [];
        subscribe({
          next: (values, meta) => void objects.push(meta.toObject(values)),
          error: reject,
          complete: () => resolve(objects),
        });
      });
    const ours = ({ query }: ReturnType<typeof ourClient>) => query.rows(q, likeTheirs).toArray();
    const called = await sameQuery((api) => observed((observer) => api.queryRows(q, observer)), ours);
    expect(called.ours).toEqual(called.theirs);
    const subscribed = await sameQuery(
      (api) =>
        observed(({ next, error, complete }) =>
          api.rows(q).subscribe({ next: ({ values, tableMeta }) => next(values, tableMeta), error, complete }),
        ),
      ours,
    );
    expect(subscribed.ours).toEqual(subscribed.theirs);
  });

  row('`await queryApi.queryRaw(q)`', async () => {
    const result = await sameQuery(
      (api) => api.queryRaw(q),
      ({ query }) => query.text(q),
    );
    expect([result.ours, result.theirs]).toEqual([csv, csv]);
  });

  const ourLines = async ({ query }: ReturnType<typeof ourClient>) => (await query.text(q)).trimEnd().split('\r\n');

  row('`await queryApi.collectLines(q)`', async () => {
    const result = await sameQuery((api) => api.collectLines(q), ourLines);
    expect(result.ours).toEqual(result.theirs.filter((text) => text !== ''));
  });

  row('`queryApi.iterateLines(q)`, `queryApi.queryLines(q, lines)`, `queryApi.lines(q)`', async () => {
    const streamed = async ({ query }: ReturnType<typeof ourClient>) => {
      const decoder = new TextDecoder();
      let text = '';
      for await (const chunk of await query.stream(q)) text += decoder.decode(chunk, { stream: true });
      return text.split('\r\n').filter((one) => one !== '');
    };
    const withoutEmpty = (lines: readonly string[]) => lines.filter((one) => one !== '');
    const iterated = await sameQuery(async (api) => {
      const lines = [];
      for await (const one of api.iterateLines(q)) lines.push(one);
      return lines;
    }, streamed);
    expect(iterated.ours).toEqual(withoutEmpty(iterated.theirs));
    for (const subscribe of [
      (api: theirs.QueryApi, observer: theirs.CommunicationObserver<string>) => api.queryLines(q, observer),
      (api: theirs.QueryApi, { next, error, complete }: theirs.CommunicationObserver<string>) => {
        api.lines(q).subscribe({ next, error, complete });
      },
    ]) {
      const result = await sameQuery(
        (api) =>
          new Promise<string[]>((resolve, reject) => {
            const lines: string[] = [];
            subscribe(api, { next: (one) => void lines.push(one), error: reject, complete: () => resolve(lines) });
          }),
        streamed,
      );
      expect(result.ours).toEqual(withoutEmpty(result.theirs));
    }
  });

  row(['`queryApi.response(q)`', '`await queryApi.response(q).collectRows()`'], async () => {
    const result = await sameQuery(
      (api) => api.response(q).collectRows(),
      async ({ query }) => decodeRows(await query.stream(q), likeTheirs).toArray(),
    );
    expect(result.ours).toEqual(result.theirs);
  });

  row("`queryApi.with({ now: () => '2024-01-01T00:00:00Z' })`", async () => {
    const now = '2024-01-01T00:00:00Z';
    const { asked } = await sameQuery(
      (api) => api.with({ now: () => now }).collectRows(q),
      ({ query }) => query.rows(q, { now }).toArray(),
    );
    expect(asked['now']).toBe(now);
  });

  row('`queryApi.with({ gzip: true })`', async () => {
    const result = await sameQuery(
      (api) => api.with({ gzip: true }).collectRows(q),
      ({ query }) => query.rows(q, { gzip: true, ...likeTheirs }).toArray(),
    );
    expect(result.request.headers['accept-encoding']).toContain('gzip');
    expect(result.ours).toEqual(result.theirs);
  });

  row("`tableMeta.columns`, `tableMeta.column('_value')`", async () => {
    const result = await sameQuery(
      async (api) => {
        for await (const { tableMeta } of api.iterateRows(q)) {
          return tableMeta.columns.map(({ label, dataType, group }) => [label, dataType, group]);
        }
        return [];
      },
      async ({ query }) => {
        for await (const { columns } of query.tables(q)) {
          return columns.map(({ label, datatype, group }) => [label, datatype, group]);
        }
        return [];
      },
    );
    expect(result.ours).toHaveLength(8);
    expect(result.ours).toEqual(result.theirs);
  });

  row("`tableMeta.get(values, '_value')`, `tableMeta.toObject(values)`", async () => {
    const result = await sameQuery(
      (api) => api.collectRows(q, (values, meta) => meta.get(values, '_value') as number),
      async ({ query }) => (await query.toArray(q)).map((one) => one['_value']),
    );
    expect(result.ours).toEqual(result.theirs);
  });
});

describe('how values are read', () => {
  const times = async (choose: () => void, options: object) => {
    choose();
    try {
      const result = await sameQuery(
        (api) => api.collectRows(q, (values, meta) => meta.get(values, '_time') as unknown),
        async ({ query }) => (await query.toArray(q, options)).map((one) => one['_time']),
      );
      return result;
    } finally {
      theirs.serializeDateTimeAsString();
    }
  };

  row('`serializeDateTimeAsString()`', async () => {
    const result = await times(theirs.serializeDateTimeAsString, { times: 'rfc3339' });
    expect(result.ours).toEqual(result.theirs);
  });

  row('`serializeDateTimeAsDate()`', async () => {
    const result = await times(theirs.serializeDateTimeAsDate, { times: 'date' });
    expect(result.ours).toEqual(result.theirs);
  });

  row('`serializeDateTimeAsNumber()`', async () => {
    const result = await times(theirs.serializeDateTimeAsNumber, { times: 'ns' });
    expect(result.ours).toEqual(result.theirs.map((ms) => BigInt(Number(ms)) * 1_000_000n));
  });

  row("`typeSerializers['long'] = Number`", async () => {
    const result = await sameQuery(
      (api) => api.collectRows(q, (values, meta) => meta.get(values, 'count') as number),
      async ({ query }) => (await query.toArray(q, { integers: 'number' })).map((one) => one['count']),
    );
    expect(result.ours).toEqual(result.theirs);
  });
});

describe('flux', () => {
  const same: readonly [string | readonly string[], unknown, unknown][] = [
    ['`` flux`r.host == ${host}` ``', theirs.flux`r.host == ${'a"\\${b}'}`, flux`r.host == ${'a"\\${b}'}`],
    ['`fluxString(text)`', theirs.fluxString('a"b'), flux`${'a"b'}`],
    ['`fluxBool(true)`', theirs.fluxBool(true), flux`${true}`],
    ['`fluxInteger(3)`', theirs.fluxInteger(3), flux`${3}`],
    ['`fluxFloat(3)`', theirs.fluxFloat(3), fluxFloat(3)],
    ['`fluxRegExp(/^a/)`', theirs.fluxRegExp(/^a/), flux`${/^a/}`],
    ["`fluxExpression('now()')`", theirs.fluxExpression('now()'), flux`now()`],
    ['`toFluxValue(text)`', theirs.toFluxValue('a\nb'), String(flux`${'a\nb'}`)],
  ];
  for (const [name, wanted, got] of same) row(name, () => expect(String(got)).toBe(String(wanted)));

  // Written in another way, with the same meaning: theirs calls a function, ours is a literal.
  const text = '2024-01-01T00:00:00Z';
  row(`\`fluxDateTime('${text}')\``, () => {
    expect(String(theirs.fluxDateTime(text))).toBe(`time(v: "${text}")`);
    expect(String(flux`${new Date(text)}`)).toBe('2024-01-01T00:00:00.000Z');
  });
  row("`fluxDuration('1h')`", () => {
    expect(String(theirs.fluxDuration('1h'))).toBe('duration(v: "1h")');
    expect(String(fluxDuration('1h'))).toBe('1h');
  });
  row('`sanitizeInteger(3)`, `sanitizeFloat(3)`, `FLUX_VALUE`', () => {
    expect(String(flux`${3}`)).toBe(theirs.sanitizeInteger(3));
    expect(String(fluxFloat(3))).toBe(theirs.sanitizeFloat(3));
    expect(theirs.fluxFloat(3)[theirs.FLUX_VALUE]()).toBe('3.0');
  });
});

describe('annotated CSV of your own', () => {
  const likeTheirs = { times: 'rfc3339', integers: 'number' } as const;

  row('`stringToLines(csv, linesToTables(observer))`', async () => {
    const objects: unknown[] = [];
    theirs.stringToLines(
      csv,
      theirs.linesToTables({
        next: (values, meta) => void objects.push(meta.toObject(values)),
        error: (error) => expect.fail(String(error)),
        complete: () => {},
      }),
    );
    expect(await decodeRows(csv, likeTheirs).toArray()).toEqual(objects);
  });

  row('`linesToRowsIterable(chunksToLinesIterable(chunks))`', async () => {
    const bytes = new TextEncoder().encode(csv);
    async function* chunks() {
      for (let at = 0; at < bytes.length; at += 7) yield bytes.slice(at, at + 7);
    }
    const objects: unknown[] = [];
    for await (const { values, tableMeta } of theirs.linesToRowsIterable(theirs.chunksToLinesIterable(chunks()))) {
      objects.push(tableMeta.toObject(values));
    }
    expect(await decodeRows(chunks(), likeTheirs).toArray()).toEqual(objects);
  });
});

describe('what is different', () => {
  row('a batch that is under way while `close()` is called, and then fails, is lost; `close()` resolves', async () => {
    let failures = 0;
    const failing = () => startRecorder(() => (failures++ === 0 ? { status: 503, after: 150 } : { status: 204 }));
    await using theirServer = await failing();
    const writeApi = theirClient(theirServer.url).getWriteApi(org, bucket, 'ms', { batchSize: 1 });
    writeApi.writeRecord('m f=1 1');
    await writeApi.close();
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(theirServer.take().map(({ body }) => body)).toEqual(['m f=1 1']);

    failures = 0;
    await using ourServer = await failing();
    const writer = ourClient(ourServer.url).writer(bucket, { precision: 'ms', batchLines: 1 });
    writer.write('m f=1 1');
    const { stats } = await writer.close();
    expect(stats).toMatchObject({ accepted: 1, written: 1 });
    expect(ourServer.take()).toHaveLength(2);
  });

  row('`Retry-After: 30` waits 30 milliseconds', async () => {
    let requests = 0;
    const limited = (seconds: number) => {
      requests = 0;
      return startRecorder(() =>
        requests++ === 0 ? { status: 429, headers: { 'retry-after': String(seconds) } } : { status: 204 },
      );
    };
    const gap = ([first, second]: readonly { at: number }[]): number => Number(second?.at) - Number(first?.at);

    // Ten minutes, which nobody has waited here.
    await using theirServer = await limited(600);
    const writeApi = theirClient(theirServer.url).getWriteApi(org, bucket, 'ms', { batchSize: 1, retryJitter: 1 });
    writeApi.writeRecord('m f=1 1');
    await expect.poll(() => requests).toBe(2);
    await writeApi.close();
    expect(theirServer.take()).toHaveLength(2);

    await using ourServer = await limited(1);
    const writer = ourClient(ourServer.url).writer(bucket, { precision: 'ms' });
    writer.write('m f=1 1');
    await writer.close();
    expect(gap(ourServer.take())).toBeGreaterThanOrEqual(990);
  });

  row('integers beyond 2^53 are rounded when they are written and when they are read', async () => {
    const big = 9_007_199_254_740_993n;
    const theirLine = new theirs.Point('m').intField('f', String(big)).timestamp('1').toLineProtocol();
    expect(theirLine).toBe('m f=9007199254740992i 1');
    expect(encodePoint(new Point('m').intField('f', big).timestamp(1n))).toBe(`m f=${big}i 1`);
    expect(() => encodePoint(new Point('m').intField('f', 2 ** 53).timestamp(1n))).toThrow(/"?f"?/);

    const response = csvResponse(
      [
        '#datatype,string,long,long',
        '#group,false,false,false',
        '#default,_result,,',
        ',result,table,n',
        `,,0,${big}`,
        '',
        '',
      ].join('\r\n'),
    );
    const result = await sameQuery(
      (api) => api.collectRows(q),
      ({ query }) => query.toArray(q),
      response,
    );
    expect(result.theirs).toMatchObject([{ n: 9007199254740992 }]);
    expect(result.ours).toMatchObject([{ n: big }]);
    await expect(
      sameQuery(
        async (api) => api.queryRaw(q),
        ({ query }) => query.toArray(q, { integers: 'number' }),
        response,
      ),
    ).rejects.toThrow('a number holds exactly');
  });

  row('path parameters go into the address as they are: an id `a/b` is another path', async () => {
    await using recorder = await startRecorder(() => ({ headers: { 'content-type': 'application/json' }, body: '{}' }));
    await new BucketsAPI(theirClient(recorder.url)).getBucketsID({ bucketID: 'a/b?x=1' });
    await ourClient(recorder.url).api.buckets.get('a/b?x=1');
    const [wanted, got] = recorder.take();
    expect([wanted?.path, wanted?.query]).toEqual(['/api/v2/buckets/a/b', { x: '1' }]);
    expect([got?.path, got?.query]).toEqual(['/api/v2/buckets/a%2Fb%3Fx%3D1', {}]);
  });

  row('an error that a query ends with, under status 200, is read as a row', async () => {
    const failed = csvResponse(`${csv}error,reference\r\nout of memory,897\r\n`);
    await using recorder = await startRecorder(() => failed);
    const objects = await theirClient(recorder.url).getQueryApi(org).collectRows<object>(q);
    expect(objects).toHaveLength(4);
    const decoded: unknown[] = [];
    const reading = (async () => {
      for await (const one of ourClient(recorder.url).query.rows(q)) decoded.push(one);
    })();
    await expect(reading).rejects.toThrow(FluxError);
    await expect(reading).rejects.toThrow('out of memory');
    expect(decoded).toHaveLength(3);
  });

  row('a point without fields is dropped without a word', async () => {
    await using recorder = await startRecorder();
    const writeApi = theirClient(recorder.url).getWriteApi(org, bucket);
    writeApi.writePoint(new theirs.Point('empty'));
    await writeApi.close();
    expect(recorder.take()).toEqual([]);
    await using writer = ourClient(recorder.url).writer(bucket);
    expect(() => writer.write(new Point('empty'))).toThrow(/empty/);
  });

  row('how times are read is set for the whole process', async () => {
    await using recorder = await startRecorder(() => csvResponse());
    const queryApi = theirClient(recorder.url).getQueryApi(org);
    const theirTime = async () => (await queryApi.collectRows<{ _time: unknown }>(q))[0]?._time;
    expect(await theirTime()).toBe('2024-02-29T00:00:00Z');
    theirs.serializeDateTimeAsNumber();
    try {
      expect(await theirTime()).toBe(Date.UTC(2024, 1, 29));
    } finally {
      theirs.serializeDateTimeAsString();
    }
    const { query } = ourClient(recorder.url);
    const [[first], [second]] = await Promise.all([
      query.toArray(q, { times: 'date' }),
      query.toArray(q, { times: 'rfc3339' }),
    ]);
    expect([first?.['_time'], second?.['_time']]).toEqual([new Date('2024-02-29T00:00:00Z'), '2024-02-29T00:00:00Z']);
  });

  row('a `bigint` in `flux` becomes a float, an object the string `[object Object]`', () => {
    expect(String(theirs.flux`${5n}`)).toBe('5.0');
    expect(String(flux`${5n}`)).toBe('5');
    expect(String(theirs.flux`${{ a: 1 }}`)).toBe('"[object Object]"');
    expect(String(flux`${{ a: 1 }}`)).toBe('{"a": 1}');
  });

  row('a line without a time is sent without one: each retry stores it at another time', async () => {
    await using recorder = await startRecorder();
    const writeApi = theirClient(recorder.url).getWriteApi(org, bucket);
    writeApi.writeRecord('m f=1');
    await writeApi.close();
    const writer = ourClient(recorder.url).writer(bucket);
    writer.write('m f=1');
    await writer.close();
    const [wanted, got] = recorder.take();
    expect(wanted?.body).toBe('m f=1');
    expect(got?.body).toMatch(/^m f=1 \d{19}\n$/);
  });

  row('tags and fields are sorted', () => {
    const fill = <P extends theirs.Point | Point>(point: P): P => {
      point.tag('z', '1').tag('a', '2').floatField('y', 1).floatField('b', 2).timestamp(time);
      return point;
    };
    expect(fill(new theirs.Point('m')).toLineProtocol()).toBe('m,a=2,z=1 b=2,y=1 1700000000000000000');
    expect(encodePoint(fill(new Point('m')))).toBe('m,a=2,z=1 y=1,b=2 1700000000000000000');
  });

  row('failures are logged to the console', async () => {
    const logged: string[] = [];
    theirs.setLogger({ error: (message) => logged.push(message), warn: (message) => logged.push(message) });
    await using recorder = await startRecorder(() => ({ status: 400, body: '{"message":"no"}' }));
    const writeApi = theirClient(recorder.url).getWriteApi(org, bucket);
    writeApi.writeRecord('m f=1');
    await writeApi.close().catch(() => {});
    theirs.setLogger({ error: () => {}, warn: () => {} });
    expect(logged).toEqual(['Write to InfluxDB failed.']);

    const reported: string[] = [];
    const writer = ourClient(recorder.url).writer(bucket, { onError: (error) => reported.push(error.message) });
    writer.write('m f=1');
    const { errors } = await writer.closeSettled();
    expect(reported).toEqual(errors.map(({ message }) => message));
    expect(reported).toHaveLength(1);
  });
});

describe('errors', () => {
  row('`HttpError`: `statusCode`, `code`, `json`, `body`, `headers`, `retryAfter()`', async () => {
    const body = '{"code":"unauthorized","message":"unauthorized access"}';
    await using recorder = await startRecorder(() => ({
      status: 401,
      headers: { 'content-type': 'application/json', 'x-trace': 't' },
      body,
    }));
    const wanted = await theirClient(recorder.url)
      .getQueryApi(org)
      .collectRows(q)
      .catch((error: unknown) => error);
    const got = await ourClient(recorder.url)
      .query.toArray(q)
      .catch((error: unknown) => error);
    if (!(wanted instanceof theirs.HttpError) || !(got instanceof Error)) throw new Error('both have to fail');
    const cause = got instanceof ApiError ? got : got.cause;
    if (!(cause instanceof ApiError)) throw new Error(`an ApiError was expected, not ${String(got)}`);
    expect([cause.status, cause.code, cause.body]).toEqual([wanted.statusCode, wanted.code, wanted.json]);
    expect(cause.message).toContain(wanted.message);
  });

  row('`RequestTimedOutError`', async () => {
    await using recorder = await startRecorder(() => ({ ...csvResponse(), after: 400 }));
    const client = new theirs.InfluxDB({ url: recorder.url, timeout: 50 });
    await expect(client.getQueryApi(org).queryRaw(q)).rejects.toThrow(theirs.RequestTimedOutError);
    await expect(ourClient(recorder.url).query.text(q, { timeout: 50, retry: false })).rejects.toThrow(TimeoutError);
  });

  row('`AbortError`', async () => {
    await using recorder = await startRecorder(() => ({ ...csvResponse(), after: 400 }));
    const { transport } = theirClient(recorder.url);
    const controller = new AbortController();
    setTimeout(() => controller.abort(new Error('enough')), 50);
    const { signal } = controller;
    await expect(transport.request('/api/v2/query', '', { method: 'POST', signal })).rejects.toMatchObject({
      name: 'AbortError',
    });
    await expect(ourClient(recorder.url).query.text(q, { signal })).rejects.toThrow('enough');
  });

  row('`IllegalArgumentError`', () => {
    expect(() => new theirs.InfluxDB({ url: undefined as never })).toThrow(theirs.IllegalArgumentError);
    expect(() => ourClient(undefined as never)).toThrow(TypeError);
  });
});

describe('the page', () => {
  it('quotes their defaults', () => {
    const quoted = rows
      .filter(({ section }) => section === 'Options of a writer')
      .flatMap(({ theirs: cell }) => [...cell.matchAll(/`(\w+)`: ([\d,]+)/g)])
      .map(([, name, value]) => [name, Number(value?.replaceAll(',', ''))]);
    expect(quoted.length).toBeGreaterThan(8);
    expect(theirs.DEFAULT_WriteOptions).toMatchObject(Object.fromEntries(quoted));
    expect(theirs.DEFAULT_ConnectionOptions.timeout).toBe(10_000);
  });

  it('has a row for everything that they export, and every method', () => {
    const client = theirClient('http://localhost');
    const methods = [client, client.getWriteApi(org, bucket), client.getQueryApi(org), new theirs.Point('m')].flatMap(
      (object) => Object.getOwnPropertyNames(Object.getPrototypeOf(object)),
    );
    const internal = ['constructor', 'sendBatch', '_clearFlushTimeout', 'convertTime', 'decorateRequest'];
    const names = [...Object.keys(theirs), ...methods].filter((name) => !internal.includes(name));
    expect(page.missing(names)).toEqual([]);
  });

  it('has no row that is not run here, but for options and what there is nothing beside', () => {
    expect(page.untested(['Options of a client', 'Options of a writer'])).toEqual([
      '`chunksToLines`, `LineSplitter`, `createTextDecoderCombiner`, `createFluxTableMetaData`, `createFluxTableColumn`, `newFluxTableColumn`, `UNKNOWN_COLUMN`, `symbolObservable`',
    ]);
  });

  it('has code of ours that compiles, strictly', () => {
    const code = rows
      .filter(({ section }) => !/^(Options|What is different|Errors)/.test(section))
      .flatMap(({ ours }) => codeIn(ours))
      .filter((text) => !/^(bigint|HTTP_PROXY|timestamp|from\(query)/.test(text));
    expect(code.length).toBeGreaterThan(60);
    expect(page.compileErrors(code)).toEqual([]);
  });
});
