import { requireServer } from '@influxkit/test-tools';

/** Which servers the machine has; throws for a missing one where CI wants all. */
export const servers = (): { readonly influxd: boolean; readonly victoriaMetrics: boolean } => ({
  influxd: requireServer('influxd'),
  victoriaMetrics: requireServer('victoria-metrics'),
});
