import { afterEach, expect, test, vi } from 'vitest';
import { requireServer } from '../src/index.js';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

test('a missing server is reported, not passed over', () => {
  vi.stubEnv('PATH', '/nowhere');
  vi.stubEnv('INFLUXKIT_REQUIRE_SERVERS', '');
  const warning = vi.spyOn(console, 'warn').mockImplementation(() => {});
  expect(requireServer('influxd')).toBe(false);
  expect(warning).toHaveBeenCalledWith(expect.stringContaining('no influxd on this machine'));
});

test('a missing server is an error where servers are required', () => {
  vi.stubEnv('PATH', '/nowhere');
  vi.stubEnv('INFLUXKIT_REQUIRE_SERVERS', '1');
  expect(() => requireServer('victoria-metrics')).toThrow(/apt-get install victoria-metrics/);
});
