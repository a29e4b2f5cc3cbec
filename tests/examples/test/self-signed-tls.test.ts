import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Influxd, requireServer, selfSignedCertificate, startInfluxd } from '@influxkit/test-tools';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runExample } from '../src/example.js';
import { valuesOf } from '../src/values.js';

describe.skipIf(!requireServer('influxd'))('examples/self-signed-tls', () => {
  let influxd: Influxd;
  let folder: string;
  beforeAll(async () => {
    influxd = await startInfluxd({ tls: true });
    folder = await mkdtemp(join(tmpdir(), 'influxkit-tls-'));
    await influxd.query('CREATE DATABASE tls');
  });
  afterAll(async () => {
    await influxd.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const connect = async (ca: string | undefined) => {
    const file = join(folder, 'ca.pem');
    await writeFile(file, String(ca));
    return await runExample('self-signed-tls', {
      args: ['--v1'],
      env: { INFLUX_URL: influxd.url, INFLUX_CA: file },
    });
  };

  it('is refused without the CA, and writes and reads with it', async () => {
    const { code, stdout, stderr } = await connect(influxd.ca);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^without the CA: .*self-signed certificate/);
    expect(stdout).toContain(`with it: InfluxDB ${influxd.version}`);
    const [[time, ok] = []] = valuesOf(await influxd.query('SELECT ok FROM handshake', { db: 'tls' }));
    expect(ok).toBe(true);
    expect(stdout).toContain(`read back: {"time":"${time}","ok":true}`);
  });

  it("does not connect with another server's CA", async () => {
    const { code, stdout, stderr } = await connect((await selfSignedCertificate()).certificate);
    expect(code).not.toBe(0);
    expect(stdout).not.toContain('with it');
    expect(stderr).toContain('certificate');
  });
});
