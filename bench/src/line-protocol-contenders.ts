import { Point as OfficialPoint } from '@influxdata/influxdb-client';
import { Point as V3Point } from '@influxdata/influxdb3-client';
import { defineMeasurement, encodePoints, LineBuffer, Point, type PointData } from '@influxkit/line-protocol';
import { SenderBufferV1, SenderOptions } from '@questdb/nodejs-client';
import { InfluxDB } from 'influx';
import type {
  EscapeRow,
  EscapeTags,
  MixedRow,
  MixedTags,
  SmallRow,
  SmallTags,
  WideRow,
  WideTags,
} from './line-protocol-data.js';

/** Turns rows into bytes of line protocol, each in its library's own words. */
export type Encode<Row> = (rows: readonly Row[]) => Uint8Array;

/** The names under which contenders stand in the report; the first is the baseline. */
export const BASELINE = '@influxdata/influxdb-client Point';
export const PLAIN = 'influxkit, plain objects';
export const FLUENT = 'influxkit, fluent Point';
export const PREPARED = 'influxkit, defineMeasurement().series()';
export const MADE = 'influxkit, plain objects, making them too';
export const MEASUREMENT = 'influxkit, defineMeasurement()';

const utf8 = new TextEncoder();
const joined = (lines: readonly (string | undefined)[]): Uint8Array => utf8.encode(lines.join('\n'));

/** A buffer that is taken from and given back, as a writer does it. */
function buffered(append: (buffer: LineBuffer, index: number) => void, count: number, buffer: LineBuffer): Uint8Array {
  for (let i = 0; i < count; i++) append(buffer, i);
  const batch = buffer.take();
  buffer.recycle(batch);
  return batch.bytes;
}
const options = { precision: 'ms' } as const;
const point = (row: { readonly point: PointData }): PointData => row.point;
const at = <T>(list: readonly T[], index: number): T => list[index] as T;

export function wide(series: readonly WideTags[]): [string, Encode<WideRow>][] {
  const measurement = defineMeasurement('cpu', {
    tags: [
      'hostname',
      'region',
      'datacenter',
      'rack',
      'os',
      'arch',
      'team',
      'service',
      'service_version',
      'service_environment',
    ],
    fields: {
      usage_user: 'float',
      usage_system: 'float',
      usage_idle: 'float',
      usage_nice: 'float',
      usage_iowait: 'float',
      usage_irq: 'float',
      usage_softirq: 'float',
      usage_steal: 'float',
      usage_guest: 'float',
      usage_guest_nice: 'float',
    },
  });
  const handles = series.map((tags) => measurement.series(tags));
  const buffer = new LineBuffer(options);
  const other = new LineBuffer(options);
  const official = (row: WideRow): string | undefined => {
    const { tags, fields } = row;
    return new OfficialPoint('cpu')
      .tag('hostname', tags.hostname)
      .tag('region', tags.region)
      .tag('datacenter', tags.datacenter)
      .tag('rack', tags.rack)
      .tag('os', tags.os)
      .tag('arch', tags.arch)
      .tag('team', tags.team)
      .tag('service', tags.service)
      .tag('service_version', tags.service_version)
      .tag('service_environment', tags.service_environment)
      .floatField('usage_user', fields.usage_user)
      .floatField('usage_system', fields.usage_system)
      .floatField('usage_idle', fields.usage_idle)
      .floatField('usage_nice', fields.usage_nice)
      .floatField('usage_iowait', fields.usage_iowait)
      .floatField('usage_irq', fields.usage_irq)
      .floatField('usage_softirq', fields.usage_softirq)
      .floatField('usage_steal', fields.usage_steal)
      .floatField('usage_guest', fields.usage_guest)
      .floatField('usage_guest_nice', fields.usage_guest_nice)
      .timestamp(row.time)
      .toLineProtocol();
  };
  const fluent = (row: WideRow): Point => {
    const { tags, fields } = row;
    return new Point('cpu')
      .tag('hostname', tags.hostname)
      .tag('region', tags.region)
      .tag('datacenter', tags.datacenter)
      .tag('rack', tags.rack)
      .tag('os', tags.os)
      .tag('arch', tags.arch)
      .tag('team', tags.team)
      .tag('service', tags.service)
      .tag('service_version', tags.service_version)
      .tag('service_environment', tags.service_environment)
      .floatField('usage_user', fields.usage_user)
      .floatField('usage_system', fields.usage_system)
      .floatField('usage_idle', fields.usage_idle)
      .floatField('usage_nice', fields.usage_nice)
      .floatField('usage_iowait', fields.usage_iowait)
      .floatField('usage_irq', fields.usage_irq)
      .floatField('usage_softirq', fields.usage_softirq)
      .floatField('usage_steal', fields.usage_steal)
      .floatField('usage_guest', fields.usage_guest)
      .floatField('usage_guest_nice', fields.usage_guest_nice)
      .timestamp(row.time);
  };
  const v3 = (row: WideRow): string | undefined => {
    const point = V3Point.measurement('cpu');
    for (const [key, value] of Object.entries(row.tags)) point.setTag(key, value);
    for (const [key, value] of Object.entries(row.fields)) point.setFloatField(key, value);
    return point.setTimestamp(row.time).toLineProtocol('ms');
  };
  const plain = ({ tags, fields, time }: WideRow): PointData => ({
    measurement: 'cpu',
    tags: {
      hostname: tags.hostname,
      region: tags.region,
      datacenter: tags.datacenter,
      rack: tags.rack,
      os: tags.os,
      arch: tags.arch,
      team: tags.team,
      service: tags.service,
      service_version: tags.service_version,
      service_environment: tags.service_environment,
    },
    fields: {
      usage_user: fields.usage_user,
      usage_system: fields.usage_system,
      usage_idle: fields.usage_idle,
      usage_nice: fields.usage_nice,
      usage_iowait: fields.usage_iowait,
      usage_irq: fields.usage_irq,
      usage_softirq: fields.usage_softirq,
      usage_steal: fields.usage_steal,
      usage_guest: fields.usage_guest,
      usage_guest_nice: fields.usage_guest_nice,
    },
    timestamp: time,
  });
  return [
    [BASELINE, (rows) => joined(rows.map(official))],
    [PLAIN, (rows) => encodePoints(rows.map(point), options)],
    [MADE, (rows) => encodePoints(rows.map(plain), options)],
    [FLUENT, (rows) => buffered((to, i) => to.append(fluent(at(rows, i))), rows.length, other)],
    [
      PREPARED,
      (rows) =>
        buffered(
          (to, i) => {
            const { series: index, values } = at(rows, i);
            at(handles, index).append(to, values);
          },
          rows.length,
          buffer,
        ),
    ],
    [
      MEASUREMENT,
      (rows) =>
        buffered(
          (to, i) => {
            measurement.append(to, at(rows, i).flat);
          },
          rows.length,
          buffer,
        ),
    ],
    ['@influxdata/influxdb3-client Point', (rows) => joined(rows.map(v3))],
    ['influx writePoints (its lines)', nodeInflux],
    ['@questdb/nodejs-client buffer', questdb],
  ];
}

/** `influx` keeps its encoder to itself, so its sending is replaced. */
const influx = new InfluxDB({ host: 'localhost', database: 'none' });
let sent = '';
Object.assign(influx, {
  _pool: {
    discard: (request: { body: string }): Promise<void> => {
      sent = request.body;
      return Promise.resolve();
    },
  },
});
function nodeInflux(rows: readonly WideRow[]): Uint8Array {
  void influx.writePoints(
    rows.map(({ tags, fields, time }) => ({
      measurement: 'cpu',
      tags: { ...tags },
      fields: { ...fields },
      timestamp: time,
    })),
    { precision: 'ms' },
  );
  return utf8.encode(sent);
}

const quest = new SenderBufferV1(
  new SenderOptions('http::addr=localhost:9000;auto_flush=off;init_buf_size=8388608;max_buf_size=104857600'),
);
function questdb(rows: readonly WideRow[]): Uint8Array {
  quest.reset();
  for (const { tags, fields, time } of rows) {
    quest.table('cpu');
    for (const [key, value] of Object.entries(tags)) quest.symbol(key, value);
    for (const [key, value] of Object.entries(fields)) quest.floatColumn(key, value);
    quest.at(time, 'ms');
  }
  return quest.toBufferNew() ?? new Uint8Array(0);
}

export function mixedTypes(series: readonly MixedTags[]): [string, Encode<MixedRow>][] {
  const measurement = defineMeasurement('http', {
    tags: ['host', 'region', 'service', 'path'],
    fields: {
      duration: 'float',
      load: 'float',
      bytes_in: 'int',
      bytes_out: 'int',
      connections: 'uint',
      ok: 'boolean',
      level: 'string',
      message: 'string',
    },
  });
  const handles = series.map((tags) => measurement.series(tags));
  const buffer = new LineBuffer(options);
  const other = new LineBuffer(options);
  return [
    [
      BASELINE,
      (rows) =>
        joined(
          rows.map(({ tags, fields, time }) =>
            new OfficialPoint('http')
              .tag('host', tags.host)
              .tag('region', tags.region)
              .tag('service', tags.service)
              .tag('path', tags.path)
              .floatField('duration', fields.duration)
              .floatField('load', fields.load)
              .intField('bytes_in', fields.bytes_in)
              .intField('bytes_out', fields.bytes_out)
              .uintField('connections', fields.connections)
              .booleanField('ok', fields.ok)
              .stringField('level', fields.level)
              .stringField('message', fields.message)
              .timestamp(time)
              .toLineProtocol(),
          ),
        ),
    ],
    [PLAIN, (rows) => encodePoints(rows.map(point), options)],
    [
      FLUENT,
      (rows) =>
        buffered(
          (to, i) => {
            const { tags, fields, time } = at(rows, i);
            to.append(
              new Point('http')
                .tag('host', tags.host)
                .tag('region', tags.region)
                .tag('service', tags.service)
                .tag('path', tags.path)
                .floatField('duration', fields.duration)
                .floatField('load', fields.load)
                .intField('bytes_in', fields.bytes_in)
                .intField('bytes_out', fields.bytes_out)
                .uintField('connections', fields.connections)
                .booleanField('ok', fields.ok)
                .stringField('level', fields.level)
                .stringField('message', fields.message)
                .timestamp(time),
            );
          },
          rows.length,
          other,
        ),
    ],
    [
      PREPARED,
      (rows) =>
        buffered(
          (to, i) => {
            const { series: index, values } = at(rows, i);
            at(handles, index).append(to, values);
          },
          rows.length,
          buffer,
        ),
    ],
  ];
}

export function escapedStrings(series: readonly EscapeTags[]): [string, Encode<EscapeRow>][] {
  const measurement = defineMeasurement('event log', {
    tags: ['host', 'place', 'query'],
    fields: { message: 'string', detail: 'string', path: 'string' },
  });
  const handles = series.map((tags) => measurement.series(tags));
  const buffer = new LineBuffer(options);
  const other = new LineBuffer(options);
  return [
    [
      BASELINE,
      (rows) =>
        joined(
          rows.map(({ tags, fields, time }) =>
            new OfficialPoint('event log')
              .tag('host', tags.host)
              .tag('place', tags.place)
              .tag('query', tags.query)
              .stringField('message', fields.message)
              .stringField('detail', fields.detail)
              .stringField('path', fields.path)
              .timestamp(time)
              .toLineProtocol(),
          ),
        ),
    ],
    [PLAIN, (rows) => encodePoints(rows.map(point), options)],
    [
      FLUENT,
      (rows) =>
        buffered(
          (to, i) => {
            const { tags, fields, time } = at(rows, i);
            to.append(
              new Point('event log')
                .tag('host', tags.host)
                .tag('place', tags.place)
                .tag('query', tags.query)
                .stringField('message', fields.message)
                .stringField('detail', fields.detail)
                .stringField('path', fields.path)
                .timestamp(time),
            );
          },
          rows.length,
          other,
        ),
    ],
    [
      PREPARED,
      (rows) =>
        buffered(
          (to, i) => {
            const { series: index, values } = at(rows, i);
            at(handles, index).append(to, values);
          },
          rows.length,
          buffer,
        ),
    ],
  ];
}

export function oneField(series: readonly SmallTags[]): [string, Encode<SmallRow>][] {
  const measurement = defineMeasurement('temperature', { tags: ['host'], fields: { value: 'float' } });
  const handles = series.map((tags) => measurement.series(tags));
  const buffer = new LineBuffer(options);
  const other = new LineBuffer(options);
  return [
    [
      BASELINE,
      (rows) =>
        joined(
          rows.map(({ tags, fields, time }) =>
            new OfficialPoint('temperature')
              .tag('host', tags.host)
              .floatField('value', fields.value)
              .timestamp(time)
              .toLineProtocol(),
          ),
        ),
    ],
    [PLAIN, (rows) => encodePoints(rows.map(point), options)],
    [
      FLUENT,
      (rows) =>
        buffered(
          (to, i) => {
            const { tags, fields, time } = at(rows, i);
            to.append(
              new Point('temperature').tag('host', tags.host).floatField('value', fields.value).timestamp(time),
            );
          },
          rows.length,
          other,
        ),
    ],
    [
      PREPARED,
      (rows) =>
        buffered(
          (to, i) => {
            const { series: index, values } = at(rows, i);
            at(handles, index).append(to, values);
          },
          rows.length,
          buffer,
        ),
    ],
  ];
}
