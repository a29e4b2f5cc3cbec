import type { AddressInfo } from 'node:net';
import { type FakeInfluxDB3, startFakeInfluxDB3 } from '@influxkit/testing';
import { metrics, SpanStatusCode, trace } from '@opentelemetry/api';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { setEnvironment } from '../src/run-program.js';

let server: FakeInfluxDB3;
const spans = new InMemorySpanExporter();
const measured = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
const reader = new PeriodicExportingMetricReader({ exporter: measured, exportIntervalMillis: 2 ** 31 - 1 });

beforeEach(async () => {
  server = await startFakeInfluxDB3();
  setEnvironment({ INFLUXDB3_HOST_URL: server.url, INFLUXDB3_AUTH_TOKEN: 't', INFLUXDB3_DATABASE_NAME: 'services' });
  vi.resetModules();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await server.stop();
});

/** The names of resources differ between runs; what is asked for here are the points of one. */
const pointsOf = async (name: string) => {
  await reader.forceFlush();
  const all =
    measured
      .getMetrics()
      .at(-1)
      ?.scopeMetrics.flatMap((scope) => scope.metrics) ?? [];
  return all.find(({ descriptor }) => descriptor.name === name)?.dataPoints ?? [];
};

describe('a service', () => {
  it('of Express: a point a request, by route, and its requests to InfluxDB in OpenTelemetry', async () => {
    new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] }).register();
    metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }));
    const { app } = await import('../programs/service-metrics/express.js');
    const { metrics: writer } = await import('../programs/service-metrics/metrics.js');

    const listening = app.listen(0, '127.0.0.1');
    await new Promise((resolve) => listening.once('listening', resolve));
    const url = `http://127.0.0.1:${(listening.address() as AddressInfo).port}`;
    for (const path of ['/orders/7', '/orders/8', '/nothing']) await (await fetch(url + path)).arrayBuffer();
    server.fail({ status: 503, retryAfter: 0 });
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    await writer.flush();
    warn.mockRestore();
    listening.closeAllConnections();
    await new Promise((resolve) => listening.close(resolve));

    const tags = server.databases
      .get('services')
      ?.tables.get('http_request')
      ?.rows.map(({ route, status, service }) => ({ route, status, service }));
    expect(tags).toEqual([
      { route: '/orders/:id', status: '200', service: 'orders' },
      { route: '/orders/:id', status: '200', service: 'orders' },
      { route: 'none', status: '404', service: 'orders' },
    ]);
    const [refused, stored] = spans.getFinishedSpans();
    expect(refused?.attributes).toMatchObject({ 'db.response.status_code': '503', 'error.type': '503' });
    expect(refused?.status.code).toBe(SpanStatusCode.ERROR);
    expect(stored?.attributes).toEqual({
      'db.system.name': 'influxdb',
      'db.operation.name': 'POST /api/v3/write_lp',
      'db.namespace': 'services',
      'db.response.status_code': '204',
      'server.address': '127.0.0.1',
      'server.port': Number(new URL(server.url).port),
    });
    expect(
      (await pointsOf('db.client.operation.duration')).map(({ attributes }) => attributes['db.response.status_code']),
    ).toEqual(['503', '204']);
    const lines = await pointsOf('influxdb.writer.lines');
    expect(lines.find(({ attributes }) => attributes['outcome'] === 'written')?.value).toBe(3);
    expect((await pointsOf('influxdb.writer.retries')).map(({ value }) => value)).toEqual([1]);
    await writer.close();
    trace.disable();
    metrics.disable();
  });

  it('of Fastify: the same points', async () => {
    const { app } = await import('../programs/service-metrics/fastify.js');
    const { metrics: writer } = await import('../programs/service-metrics/metrics.js');
    expect((await app.inject('/orders/7')).json()).toEqual({ id: '7', state: 'paid' });
    await app.inject('/nothing');
    await app.close();
    await writer.close();
    const rows = server.databases.get('services')?.tables.get('http_request')?.rows ?? [];
    expect(rows.map(({ route, status }) => [route, status])).toEqual([
      ['/orders/:id', '200'],
      ['none', '404'],
    ]);
  });
});
