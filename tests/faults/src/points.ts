import { int, type PointData } from '@influxkit/line-protocol';

const HOSTS = ['web-1', 'web 2', 'db,1', 'ä=ö', 'C:\\x'];
const LINES_ESCAPED = ['web-1', 'web\\ 2', 'db\\,1', 'ä\\=ö', 'C:\\x'];

/** Point number n: every part of it follows from n, so that it can be checked whether it arrived as it was. */
export function pointOf(n: number, start = 0): PointData {
  return {
    measurement: n % 3 === 0 ? 'cpu load' : 'disk',
    tags: { host: HOSTS[n % HOSTS.length] ?? '', region: `r${n % 7}` },
    fields: { n: int(n), usage: (n % 1000) / 100, note: n % 11 === 0 ? `"${n}", a\\b` : 'ok', up: n % 2 === 0 },
    timestamp: start + n,
  };
}

/** The line of point number n, made without the encoder; 3 takes a backslash for an escape, 2.x for itself. */
export function lineOf(n: number, dialect: 'v2' | 'v3' = 'v2'): string {
  const measurement = n % 3 === 0 ? 'cpu\\ load' : 'disk';
  const note = n % 11 === 0 ? `\\"${n}\\", a\\\\b` : 'ok';
  const host = LINES_ESCAPED[n % HOSTS.length];
  const tag = dialect === 'v3' && host === 'C:\\x' ? 'C:\\\\x' : host;
  return `${measurement},host=${tag},region=r${n % 7} n=${n}i,usage=${String((n % 1000) / 100)},note="${note}",up=${n % 2 === 0 ? 't' : 'f'} ${n}`;
}
