import type { ErrorHeaders } from '@influxkit/runtime';

/**
 * The headers in which InfluxDB says what went wrong, where a body does not: its clients know them. For a client without a
 * product.
 *
 * @example
 * import { createClient, errorHeaders } from '@influxkit/influxdb';
 *
 * const api = createClient({ baseUrl: 'http://localhost:8086' }, { errorHeaders });
 */
export const errorHeaders: ErrorHeaders = {
  code: ['x-platform-error-code'],
  message: ['x-influxdb-error'],
  requestId: ['x-request-id', 'trace-id'],
};
