import type { InfluxdResult } from '@influxkit/test-tools';

/** The values of a result's only series. */
export function valuesOf({ results }: InfluxdResult): readonly (readonly unknown[])[] {
  return results[0]?.series?.[0]?.values ?? [];
}

/** `count(field)` of a result, 0 where there is no series. */
export const countOf = (result: InfluxdResult): number => Number(valuesOf(result)[0]?.[1] ?? 0);
