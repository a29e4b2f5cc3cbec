import { createOssV2 } from '@influxkit/oss-v2';
import { expect, test } from 'vitest';
import { connect, describeEngine, server } from '../../src/v2/context.js';

describeEngine('what a server says about itself', () => {
  const api = connect();
  const anonymous = createOssV2({ baseUrl: server.url });

  test('without credentials: that it is there, healthy, ready and set up', async () => {
    const { status, headers } = await anonymous.ping().withResponse();
    expect(status).toBe(204);
    // a server that somebody built has a version of his own
    expect(headers.get('x-influxdb-version')).not.toBe('');
    expect(headers.get('x-influxdb-build')).toBe('OSS');
    expect((await anonymous.ping.head().withResponse()).status).toBe(204);
    expect(await anonymous.health()).toMatchObject({ name: 'influxdb', status: 'pass' });
    expect((await anonymous.ready()).status).toBe('ready');
    expect((await anonymous.setup.status()).allowed).toBe(false);
    expect(await anonymous.metrics()).toContain('# TYPE');
  });

  test('with a token: its routes, settings, flags, kinds of resources', async () => {
    expect((await api.routes()).buckets).toBe('/api/v2/buckets');
    expect((await api.config()).config).toHaveProperty('bolt-path');
    expect(typeof (await api.flags())).toBe('object');
    expect(await api.resources()).toEqual(expect.arrayContaining(['buckets', 'tasks']));
  });

  test('its profiles, as text and as bytes', async () => {
    expect(await api.debug.pprof.cmdline()).toContain('influxd');
    const goroutines = await api.debug.pprof.goroutine({ debug: 1 }, { accept: 'text/plain' });
    expect(goroutines).toContain('goroutine profile');
    const heap = await api.debug.pprof.heap({ debug: 0 });
    // A gzip file.
    expect([...heap.slice(0, 2)]).toEqual([0x1f, 0x8b]);
  });
});
