import { defineMeasurement, type Series } from '@influxkit/line-protocol';
import type { WideFields } from './line-protocol-data.js';
import { fieldOf, series, seriesOfRow, timeOf } from './write-data.js';

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
export const seriesOf = (n: number): Series<Timed> => handles[seriesOfRow(n)] as unknown as Series<Timed>;

/** Its fields and time, in an object of their own. */
export const fieldsOf = (n: number): Timed => ({
  usage_user: fieldOf(n, 0),
  usage_system: fieldOf(n, 1),
  usage_idle: fieldOf(n, 2),
  usage_nice: fieldOf(n, 3),
  usage_iowait: fieldOf(n, 4),
  usage_irq: fieldOf(n, 5),
  usage_softirq: fieldOf(n, 6),
  usage_steal: fieldOf(n, 7),
  usage_guest: fieldOf(n, 8),
  usage_guest_nice: fieldOf(n, 9),
  time: timeOf(n),
});
