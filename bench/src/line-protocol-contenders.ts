import { Point as OfficialPoint } from '@influxdata/influxdb-client';
import { Point as V3Point } from '@influxdata/influxdb3-client';
import { defineMeasurement, int, LineBuffer, Point, type PointData, uint } from '@influxkit/line-protocol';
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

/** One row of a kind of rows in the words of each library. Values are the same; the objects are made here. */
export interface Kind<Row> {
  official(row: Row): string | undefined;
  plain(row: Row): PointData;
  fluent(row: Row): Point;
  series(buffer: LineBuffer, row: Row): void;
  measurement(buffer: LineBuffer, row: Row): void;
}

/** Turns rows into bytes of line protocol. */
export type Encode<Row> = (rows: readonly Row[]) => Uint8Array;

/** The name of the baseline. */
export const BASELINE = '@influxdata/influxdb-client Point';
export const PLAIN = 'influxkit, plain objects';
export const PREPARED = 'influxkit, defineMeasurement().series()';

const utf8 = new TextEncoder();
const options = { precision: 'ms' } as const;
const at = <T>(list: readonly T[], index: number): T => list[index] as T;

/** A buffer from which a batch is taken and to which it is given back, as a writer does it. */
function buffered<Row>(append: (buffer: LineBuffer, row: Row) => void): Encode<Row> {
  const buffer = new LineBuffer(options);
  return (rows) => {
    for (const row of rows) append(buffer, row);
    const batch = buffer.take();
    buffer.recycle(batch);
    return batch.bytes;
  };
}

/** The contenders for rows of one kind, or of several when `kindOf` tells which. */
export function contenders<Row>(kindOf: (row: Row) => Kind<Row>): [string, Encode<Row>][] {
  return [
    [BASELINE, (rows) => utf8.encode(rows.map((row) => kindOf(row).official(row)).join('\n'))],
    [PLAIN, buffered((buffer, row) => buffer.append(kindOf(row).plain(row)))],
    ['influxkit, fluent Point', buffered((buffer, row) => buffer.append(kindOf(row).fluent(row)))],
    [PREPARED, buffered((buffer, row) => kindOf(row).series(buffer, row))],
    ['influxkit, defineMeasurement()', buffered((buffer, row) => kindOf(row).measurement(buffer, row))],
  ];
}

export function wide(series: readonly WideTags[], measurementName = 'cpu'): Kind<WideRow> {
  const measurement = defineMeasurement(measurementName, {
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
  return {
    official: ({ tags, fields, time }) =>
      new OfficialPoint(measurementName)
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
        .timestamp(time)
        .toLineProtocol(),
    fluent: ({ tags, fields, time }) =>
      new Point(measurementName)
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
        .timestamp(time),
    plain: ({ tags, fields, time }) => ({
      measurement: measurementName,
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
    }),
    series: (buffer, { series: index, fields, time }) => {
      at(handles, index).append(buffer, {
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
        time,
      });
    },
    measurement: (buffer, { tags, fields, time }) => {
      measurement.append(buffer, {
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
        time,
      });
    },
  };
}

export function mixedTypes(series: readonly MixedTags[], measurementName = 'http'): Kind<MixedRow> {
  const measurement = defineMeasurement(measurementName, {
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
  return {
    official: ({ tags, fields, time }) =>
      new OfficialPoint(measurementName)
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
    fluent: ({ tags, fields, time }) =>
      new Point(measurementName)
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
    plain: ({ tags, fields, time }) => ({
      measurement: measurementName,
      tags: {
        host: tags.host,
        region: tags.region,
        service: tags.service,
        path: tags.path,
      },
      fields: {
        duration: fields.duration,
        load: fields.load,
        bytes_in: int(fields.bytes_in),
        bytes_out: int(fields.bytes_out),
        connections: uint(fields.connections),
        ok: fields.ok,
        level: fields.level,
        message: fields.message,
      },
      timestamp: time,
    }),
    series: (buffer, { series: index, fields, time }) => {
      at(handles, index).append(buffer, {
        duration: fields.duration,
        load: fields.load,
        bytes_in: fields.bytes_in,
        bytes_out: fields.bytes_out,
        connections: fields.connections,
        ok: fields.ok,
        level: fields.level,
        message: fields.message,
        time,
      });
    },
    measurement: (buffer, { tags, fields, time }) => {
      measurement.append(buffer, {
        host: tags.host,
        region: tags.region,
        service: tags.service,
        path: tags.path,
        duration: fields.duration,
        load: fields.load,
        bytes_in: fields.bytes_in,
        bytes_out: fields.bytes_out,
        connections: fields.connections,
        ok: fields.ok,
        level: fields.level,
        message: fields.message,
        time,
      });
    },
  };
}

export function escapedStrings(series: readonly EscapeTags[], measurementName = 'event log'): Kind<EscapeRow> {
  const measurement = defineMeasurement(measurementName, {
    tags: ['host', 'place', 'query'],
    fields: {
      message: 'string',
      detail: 'string',
      path: 'string',
    },
  });
  const handles = series.map((tags) => measurement.series(tags));
  return {
    official: ({ tags, fields, time }) =>
      new OfficialPoint(measurementName)
        .tag('host', tags.host)
        .tag('place', tags.place)
        .tag('query', tags.query)
        .stringField('message', fields.message)
        .stringField('detail', fields.detail)
        .stringField('path', fields.path)
        .timestamp(time)
        .toLineProtocol(),
    fluent: ({ tags, fields, time }) =>
      new Point(measurementName)
        .tag('host', tags.host)
        .tag('place', tags.place)
        .tag('query', tags.query)
        .stringField('message', fields.message)
        .stringField('detail', fields.detail)
        .stringField('path', fields.path)
        .timestamp(time),
    plain: ({ tags, fields, time }) => ({
      measurement: measurementName,
      tags: {
        host: tags.host,
        place: tags.place,
        query: tags.query,
      },
      fields: {
        message: fields.message,
        detail: fields.detail,
        path: fields.path,
      },
      timestamp: time,
    }),
    series: (buffer, { series: index, fields, time }) => {
      at(handles, index).append(buffer, {
        message: fields.message,
        detail: fields.detail,
        path: fields.path,
        time,
      });
    },
    measurement: (buffer, { tags, fields, time }) => {
      measurement.append(buffer, {
        host: tags.host,
        place: tags.place,
        query: tags.query,
        message: fields.message,
        detail: fields.detail,
        path: fields.path,
        time,
      });
    },
  };
}

export function oneField(series: readonly SmallTags[], measurementName = 'temperature'): Kind<SmallRow> {
  const measurement = defineMeasurement(measurementName, {
    tags: ['host'],
    fields: {
      value: 'float',
    },
  });
  const handles = series.map((tags) => measurement.series(tags));
  return {
    official: ({ tags, fields, time }) =>
      new OfficialPoint(measurementName)
        .tag('host', tags.host)
        .floatField('value', fields.value)
        .timestamp(time)
        .toLineProtocol(),
    fluent: ({ tags, fields, time }) =>
      new Point(measurementName).tag('host', tags.host).floatField('value', fields.value).timestamp(time),
    plain: ({ tags, fields, time }) => ({
      measurement: measurementName,
      tags: {
        host: tags.host,
      },
      fields: {
        value: fields.value,
      },
      timestamp: time,
    }),
    series: (buffer, { series: index, fields, time }) => {
      at(handles, index).append(buffer, {
        value: fields.value,
        time,
      });
    },
    measurement: (buffer, { tags, fields, time }) => {
      measurement.append(buffer, {
        host: tags.host,
        value: fields.value,
        time,
      });
    },
  };
}

function v3(row: WideRow): string | undefined {
  const point = V3Point.measurement('cpu');
  for (const [key, value] of Object.entries(row.tags)) point.setTag(key, value);
  for (const [key, value] of Object.entries(row.fields)) point.setFloatField(key, value);
  return point.setTimestamp(row.time).toLineProtocol('ms');
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

/** Other clients, with rows of ten tags and ten floats. */
export const others: [string, Encode<WideRow>][] = [
  ['@influxdata/influxdb3-client Point', (rows) => utf8.encode(rows.map(v3).join('\n'))],
  ['influx writePoints (its lines)', nodeInflux],
  ['@questdb/nodejs-client buffer', questdb],
];
