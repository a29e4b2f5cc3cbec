import { describe, expect, it } from 'vitest';
import { identifyServer } from '../src/identify-server.js';

const identify = (headers: Record<string, string>) => identifyServer({ headers: new Headers(headers) });

describe('identifyServer', () => {
  it.each([
    [{ 'x-influxdb-version': '1.6.7~rc0', 'x-influxdb-build': 'OSS' }, 1, '1.6.7~rc0', 'InfluxDB 1.6.7~rc0 (OSS)'],
    [{ 'x-influxdb-version': '1.8.10' }, 1, '1.8.10', 'InfluxDB 1.8.10'],
    [
      { 'x-influxdb-version': '1.11.8-c1.11.8', 'x-influxdb-build': 'ENT' },
      1,
      '1.11.8-c1.11.8',
      'InfluxDB 1.11.8-c1.11.8 (ENT)',
    ],
    [{ 'x-influxdb-version': 'v2.7.11', 'x-influxdb-build': 'OSS' }, 2, '2.7.11', 'InfluxDB 2.7.11 (OSS)'],
    [{ 'x-influxdb-version': '2.9.0', 'x-influxdb-build': 'OSS' }, 2, '2.9.0', 'InfluxDB 2.9.0 (OSS)'],
    [{ 'x-influxdb-build': 'Cloud' }, 2, undefined, 'InfluxDB Cloud'],
    [{ 'x-platform-error-code': 'unauthorized' }, 2, undefined, 'InfluxDB 2.x'],
    [{ 'x-influxdb-error': 'database not found' }, 1, undefined, 'InfluxDB 1.x'],
    [{ 'cluster-uuid': 'b5f1' }, 3, undefined, 'InfluxDB 3'],
    [
      { 'cluster-uuid': 'b5f1', 'x-influxdb-version': '3.10.0-nightly', 'x-influxdb-build': 'Core' },
      3,
      '3.10.0-nightly',
      'InfluxDB 3.10.0-nightly (Core)',
    ],
  ] as const)('reads %o', (headers, generation, version, name) => {
    expect(identify(headers)).toMatchObject({ generation, version, name });
  });

  it.each([{}, { server: 'nginx/1.25.3' }, { 'x-request-id': 'a' }])('knows nothing of %o', (headers) => {
    expect(identify(headers as Record<string, string>)).toBeUndefined();
  });

  it('repeats nothing that is not a version', () => {
    const hostile = identify({
      'x-influxdb-version': `2.7.1${'x'.repeat(500)}`,
      'x-influxdb-build': '<script>',
      'cluster-uuid': 'c',
    });
    expect(hostile).toMatchObject({ generation: 3, version: undefined, build: undefined, name: 'InfluxDB 3' });
  });
});
