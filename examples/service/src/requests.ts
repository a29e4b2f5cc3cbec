import type { IncomingMessage, ServerResponse } from 'node:http';
import { defineMeasurement, type Writer } from '@influxkit/influxdb';

const requests = defineMeasurement('http_request', {
  tags: ['method', 'route', 'status'],
  fields: { ms: 'float', aborted: 'boolean' },
});

/**
 * Writes a point for each request once its response is sent, or its client is gone. The route, not the address: each new
 * value of a tag is a new series, and addresses have no end.
 */
export function measure(writer: Writer, route: string, request: IncomingMessage, response: ServerResponse): void {
  const started = performance.now();
  response.once('close', () => {
    writer.write(requests, {
      method: request.method ?? 'GET',
      route,
      status: String(response.statusCode),
      ms: performance.now() - started,
      aborted: !response.writableFinished,
      // No time: the writer gives one that no other point has. Two requests that end in the same millisecond with the
      // same tags would be one point, the later in place of the earlier.
    });
  });
}
