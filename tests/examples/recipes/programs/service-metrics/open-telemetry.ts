import type { Middleware, Writer } from '@influxkit/influxdb/core';
import { metrics, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';

/** A span and a duration for each request to InfluxDB, by the conventions for databases. */
export function openTelemetry(): Middleware {
  const tracer = trace.getTracer('influxkit');
  const duration = metrics.getMeter('influxkit').createHistogram('db.client.operation.duration', {
    unit: 's',
    advice: { explicitBucketBoundaries: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10] },
  });
  return (request, next) => {
    const { protocol, hostname, port, searchParams } = new URL(request.url);
    const database = searchParams.get('db') ?? searchParams.get('bucket') ?? undefined;
    const attributes = {
      'db.system.name': 'influxdb',
      'db.operation.name': request.operation.name,
      ...(database !== undefined && { 'db.namespace': database }),
      'server.address': hostname,
      'server.port': Number(port) || (protocol === 'https:' ? 443 : 80),
    };
    return tracer.startActiveSpan(request.operation.name, { kind: SpanKind.CLIENT, attributes }, async (span) => {
      const start = performance.now();
      let outcome: Record<string, string> = {};
      try {
        const response = await next(request);
        outcome = { 'db.response.status_code': String(response.status) };
        if (response.status >= 400) outcome['error.type'] = String(response.status);
        return response;
      } catch (error) {
        outcome = { 'error.type': error instanceof Error ? error.name : 'unknown' };
        throw error;
      } finally {
        if ('error.type' in outcome) span.setStatus({ code: SpanStatusCode.ERROR });
        span.setAttributes(outcome).end();
        duration.record((performance.now() - start) / 1000, { ...attributes, ...outcome });
      }
    });
  };
}

/** What became of the lines of a writer, and how many bytes it holds, whenever metrics are collected. */
export function observeWriter(writer: Writer): void {
  const meter = metrics.getMeter('influxkit');
  const lines = meter.createObservableCounter('influxdb.writer.lines', { unit: '{line}' });
  const retries = meter.createObservableCounter('influxdb.writer.retries', { unit: '{request}' });
  const buffered = meter.createObservableGauge('influxdb.writer.buffered', { unit: 'By' });
  meter.addBatchObservableCallback(
    (result) => {
      const stats = writer.stats();
      for (const outcome of ['written', 'rejected', 'invalid', 'dropped', 'failed'] as const)
        result.observe(lines, stats[outcome], { outcome });
      result.observe(retries, stats.retries);
      result.observe(buffered, stats.bufferedBytes);
    },
    [lines, retries, buffered],
  );
}
