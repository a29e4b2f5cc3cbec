import type { Year } from './data.js';

/** Two points a year, dated to its last day. */
export function* points(years: readonly Year[]) {
  for (const { year, total, perCapita } of years) {
    const timestamp = new Date(Date.UTC(year, 11, 31));
    const tags = { source: 'global-carbon-budget' };
    yield { measurement: 'total_co2', tags, fields: { value: total }, timestamp };
    yield { measurement: 'per_capita_co2', tags, fields: { value: perCapita }, timestamp };
  }
}
