import { defineMeasurement, type Series } from '@influxkit/line-protocol';
import type { WideFields } from './line-protocol-data.js';
import { rows, series } from './write-data.js';

type Timed = WideFields & { time: number };

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

/** The series of row number n. */
export function seriesOf(n: number): Series<Timed> {
  const handle = handles[rows[n % rows.length]?.series ?? -1];
  if (!handle) throw new Error('there are no rows');
  return handle as unknown as Series<Timed>;
}

/** Its fields and time, in an object of their own. */
export function fieldsOf(n: number): Timed {
  const row = rows[n % rows.length];
  if (!row) throw new Error('there are no rows');
  const { fields } = row;
  return {
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
    time: 1_700_000_000_000 + n,
  };
}
