import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runExample } from '../src/example.js';
import { type FakeServer, startFakeServer } from '../src/fake-server.js';

let server: FakeServer;
let folder: string;
beforeAll(async () => {
  server = await startFakeServer({ product: 'oss-v2' });
  folder = await mkdtemp(join(tmpdir(), 'influxkit-provisioning-'));
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const provision = () =>
  runExample('provisioning', {
    env: {
      INFLUX_URL: server.url,
      INFLUX_TOKEN: 'operator-token',
      INFLUX_ORG: 'climate',
      TOKEN_FILE: join(folder, 'gateway.token'),
    },
  });
const changes = (from = 0) => server.received.slice(from).filter(({ what }) => !what.startsWith('GET '));
const bodyOf = (path: string) =>
  server.received.filter(({ what }) => what === `POST /api/v2/${path}`).map(({ body }) => body);

it('examples/provisioning creates everything that is missing', async () => {
  const { code, stdout, stderr } = await provision();
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout.trim().split('\n')).toEqual([
    'created   organization climate',
    'created   bucket readings, kept for 30 days',
    'created   bucket readings-hourly, kept for 730 days',
    'created   task downsample readings',
    'created   label team: climate',
    'created   label on bucket readings',
    'created   label on bucket readings-hourly',
    'created   label on task downsample readings',
    'created   token sensor gateway',
    '9 created, 0 updated, 0 unchanged',
  ]);
  expect(bodyOf('buckets')).toMatchObject([
    { name: 'readings', retentionRules: [{ type: 'expire', everySeconds: 2_592_000 }] },
    { name: 'readings-hourly', retentionRules: [{ type: 'expire', everySeconds: 63_072_000 }] },
  ]);
  const [{ flux } = { flux: '' }] = bodyOf('tasks') as { flux: string }[];
  expect(flux).toContain('option task = {name: "downsample readings", every: 1h}');
  expect(flux).toContain('|> to(bucket: "readings-hourly")');
});

it('asks for a token that can write into one bucket and do nothing else, and keeps its secret in a file for its owner', async () => {
  const [authorization] = bodyOf('authorizations') as { permissions: unknown; orgID: string }[];
  expect(authorization?.permissions).toEqual([
    {
      action: 'write',
      resource: { type: 'buckets', id: expect.stringMatching(/^[0-9a-f]{16}$/), orgID: authorization?.orgID },
    },
  ]);
  const file = join(folder, 'gateway.token');
  expect((await readFile(file, 'utf8')).length).toBeGreaterThan(0);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

it('changes nothing when it is run again', async () => {
  const before = server.received.length;
  const secret = await readFile(join(folder, 'gateway.token'), 'utf8');
  const { code, stdout } = await provision();
  expect(code).toBe(0);
  expect(stdout).toContain('0 created, 0 updated, 9 unchanged');
  expect(server.received.length).toBeGreaterThan(before);
  expect(changes(before)).toEqual([]);
  expect(await readFile(join(folder, 'gateway.token'), 'utf8')).toBe(secret);
});

it('puts back what someone changed, and touches nothing else', async () => {
  const { InfluxDB } = await import('@influxkit/influxdb/oss-v2');
  const { api } = new InfluxDB({ url: server.url, token: 'operator-token' });
  const { buckets = [] } = await api.buckets.list({ name: 'readings' });
  const [bucket] = buckets;
  await api.buckets.update(String(bucket?.id), { retentionRules: [{ type: 'expire', everySeconds: 3600 }] });
  const { authorizations = [] } = await api.authorizations.list();
  await api.authorizations.delete(String(authorizations[0]?.id));

  const before = server.received.length;
  const { stdout } = await provision();
  expect(stdout).toContain('updated   bucket readings, kept for 30 days');
  expect(stdout).toContain('1 created, 1 updated, 7 unchanged');
  expect(changes(before).map(({ what }) => what)).toEqual([
    `PATCH /api/v2/buckets/${bucket?.id}`,
    'POST /api/v2/authorizations',
  ]);
});
