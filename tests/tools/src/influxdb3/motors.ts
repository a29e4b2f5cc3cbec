// What the first page about InfluxDB 3 writes and asks for: a fake server gives back what was written to it.
import type { FakeInfluxDB3, FakeSqlQuery, FakeSqlResult } from '@influxkit/testing';
import { startFakeInfluxDB3 } from './fake-server.js';

const COLUMNS = { time: 'Timestamp(ns)', line: 'Dictionary(Int32, Utf8)', rpm: 'Float64', starts: 'Int64' } as const;

/** A time as InfluxDB 3 writes it: in UTC, without a `Z`. */
const textOf = (nanoseconds: bigint): string => {
  const fraction = String(nanoseconds % 1_000_000_000n).padStart(9, '0');
  return `${new Date(Number(nanoseconds / 1_000_000n)).toISOString().slice(0, 19)}.${fraction}`;
};

/**
 * A fake InfluxDB 3 whose database of motors can be written to and asked. It executes no SQL: it looks at the names of the
 * columns, at the parameter that names a line and at none else.
 */
export async function startMotors(token?: string): Promise<FakeInfluxDB3> {
  const rowsOf = ({ db = '', q, params = {}, language }: FakeSqlQuery): FakeSqlResult => {
    const line = Object.values(params).find((value) => typeof value === 'string' && /^[A-Z]$/.test(value));
    const written = (server.written.get(db) ?? []).flatMap((text) => {
      const [, name, rpm, starts, time] = /^motor,line=(\w+) rpm=([\d.]+),starts=(\d+)i (\d+)$/.exec(text) ?? [];
      return time === undefined || (line !== undefined && line !== name)
        ? []
        : [{ time: JSON.stringify(textOf(BigInt(time))), line: JSON.stringify(name), rpm, starts }];
    });
    if (language === 'influxql') {
      const mean = written.reduce((sum, { rpm }) => sum + Number(rpm), 0) / written.length;
      const first = written[0]?.time ?? '"1970-01-01T00:00:00"';
      return { lines: [`{"iox::measurement":"motor","time":${first},"mean":${mean}}`] };
    }
    const names = (Object.keys(COLUMNS) as (keyof typeof COLUMNS)[]).filter((name) =>
      new RegExp(`\\b${name}\\b[^;]*\\bFROM\\b`).test(q),
    );
    return {
      columns: Object.fromEntries(names.map((name) => [name, COLUMNS[name]])),
      lines: written.map((row) => `{${names.map((name) => `"${name}":${row[name]}`).join()}}`),
    };
  };
  const server = await startFakeInfluxDB3({ query: rowsOf, recorded: false, ...(token !== undefined && { token }) });
  return server;
}
