import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, type Influxd, requireServer, startInfluxd } from '@influxkit/test-tools';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runExample } from '../src/example.js';
import { countOf, valuesOf } from '../src/values.js';

describe.skipIf(!requireServer('influxd'))('examples/backfill', () => {
  const rows = 60_000;
  let influxd: Influxd;
  let folder: string;
  beforeAll(async () => {
    influxd = await startInfluxd();
    folder = await mkdtemp(join(tmpdir(), 'influxkit-backfill-'));
    await influxd.query('CREATE DATABASE backfill');
  });
  afterAll(async () => {
    await influxd.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const backfill = (file: string, url = influxd.url) =>
    runExample('backfill', {
      args: ['--v1'],
      env: { INFLUX_URL: url, CSV_FILE: join(folder, file), ROWS: String(rows) },
    });
  const stored = async () => countOf(await influxd.query('SELECT count(battery) FROM reading', { db: 'backfill' }));

  it('makes its file, stores a point for each row, and shows progress up to the end', async () => {
    const { code, stdout, stderr } = await backfill('readings.csv');
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`wrote ${rows} of ${rows} points in [\\d.]+ s: \\d+ requests, \\d+ bytes`));
    const shown = stderr.trim().split('\n');
    expect(shown.at(-1)).toMatch(/^█{24} 100 % {2}60,000 of 60,000 {2}[\d,]+\/s/);
    expect(await stored()).toBe(rows);
  });

  it('stores what the file says', async () => {
    const csv = await readFile(join(folder, 'readings.csv'), 'utf8');
    const line = csv.split('\n')[30_000] ?? '';
    const [time, sensor, room, temperature, humidity, battery] = line.split(',');
    const query = `SELECT temperature, humidity, battery, room FROM reading WHERE sensor = '${sensor}' AND time = ${time}s`;
    expect(valuesOf(await influxd.query(query, { db: 'backfill', epoch: 's' }))).toEqual([
      [Number(time), Number(temperature), Number(humidity), Number(battery), room],
    ]);
  });

  it('stores nothing twice when it is run again over the same file', async () => {
    const { code, stdout } = await backfill('readings.csv');
    expect(code).toBe(0);
    expect(stdout).not.toContain('making');
    expect(await stored()).toBe(rows);
  });

  it('says at once where there is no server, and makes no file', async () => {
    const { code, stdout, stderr } = await backfill('none.csv', `http://127.0.0.1:${await freePort()}`);
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toContain('ConnectionError');
  });

  it('names the line of a broken record, and what was stored before it', async () => {
    await writeFile(
      join(folder, 'broken.csv'),
      'time,sensor,room,temperature,humidity,battery\n1700000000,s1,r1,20,40,90\n1700000060,s1\n',
    );
    const { code, stdout, stderr } = await backfill('broken.csv');
    expect(code).toBe(1);
    expect(stderr).toContain('line 3: a reading has');
    expect(stdout).toContain('wrote 1 of 1 points that were read');
  });
});
