import { int } from '@influxkit/line-protocol';
import { createClient } from '@influxkit/runtime';
import { nodeTransport } from '@influxkit/runtime/node';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Influxd, startInfluxd } from '../../../../tests/tools/src/influxd.js';
import { requireServer } from '../../../../tests/tools/src/require-server.js';
import {
  createWriter,
  PartialWriteError,
  RejectedError,
  type WriteError,
  type WriterOptions,
} from '../../src/index.js';

describe.skipIf(!requireServer('influxd'))('influxd 1.x', () => {
  let influxd: Influxd;
  beforeAll(async () => {
    influxd = await startInfluxd();
  });
  afterAll(() => influxd?.stop());
  beforeEach(async () => {
    await influxd.query('DROP DATABASE d');
    await influxd.query('CREATE DATABASE d');
  });

  const clients = {
    fetch: () => createClient({ baseUrl: influxd.url }),
    undici: () => createClient({ baseUrl: influxd.url, transport: nodeTransport() }),
  };
  const rows = async (q: string) =>
    (await influxd.query(q, { db: 'd', epoch: 'ns' })).results[0]?.series?.[0]?.values ?? [];

  describe.each(Object.entries(clients))('by %s', (_, client) => {
    const open = (options: Partial<WriterOptions> = {}) => {
      const errors: WriteError[] = [];
      const writer = createWriter(client(), {
        db: 'd',
        onError: (error) => errors.push(error),
        ...options,
      } as WriterOptions);
      return { writer, errors };
    };

    it.each(['ns', 'us', 'ms', 's'] as const)(
      'stores points as they are, at precision %s, compressed or not',
      async (precision) => {
        const unit = { ns: 1n, us: 1_000n, ms: 1_000_000n, s: 1_000_000_000n }[precision];
        for (const gzip of [true, false]) {
          const { writer, errors } = open({ precision, gzip });
          for (let n = 1; n <= 500; n++) {
            writer.write({
              measurement: `m ${gzip}`,
              tags: { t: 'ä, =' },
              fields: { n: int(n), s: `"${n}"\n\\` },
              timestamp: n,
            });
          }
          await writer.closeSettled();
          expect(errors).toEqual([]);
          const stored = await rows(`SELECT n, s, t FROM "m ${gzip}"`);
          expect(stored).toEqual(
            Array.from({ length: 500 }, (__, index) => [
              Number(BigInt(index + 1) * unit),
              index + 1,
              `"${index + 1}"\n\\`,
              'ä, =',
            ]),
          );
        }
      },
    );

    it('names each malformed line, and the others are stored', async () => {
      const { writer, errors } = open();
      const lines = Array.from({ length: 200 }, (__, n) => (n % 50 === 7 ? `m,n=${n} bad` : `m,n=${n} v=${n} ${n}`));
      writer.write(lines);
      await writer.closeSettled();
      expect(errors).toHaveLength(1);
      const [error] = errors as PartialWriteError[];
      expect(error).toBeInstanceOf(PartialWriteError);
      expect(error?.rejected.map(({ line }) => line)).toEqual([8, 58, 108, 158]);
      expect(error?.rejected[0]).toMatchObject({ text: 'm,n=7 bad', reason: expect.stringMatching(/./) });
      expect(await rows('SELECT count(v) FROM m')).toEqual([[0, 196]]);
      expect(writer.stats()).toMatchObject({ accepted: 200, written: 196, rejected: 4 });
    });

    it('names each line of the wrong type, and the others are stored', async () => {
      const { writer, errors } = open();
      writer.write('m,n=0 v=1 1');
      await writer.flush();
      writer.write(
        Array.from({ length: 1000 }, (__, n) => `m,n=${n} ${n % 100 === 42 ? 'v="text"' : `v=${n}`} ${n + 2}`),
      );
      writer.write(Array.from({ length: 100 }, (__, n) => `other,n=${n} v="text" ${n + 2}`));
      await writer.closeSettled();
      const rejected = (errors as PartialWriteError[]).flatMap((error) => error.rejected);
      expect(rejected.map(({ text }) => text)).toEqual(
        Array.from({ length: 10 }, (__, n) => `m,n=${n * 100 + 42} v="text" ${n * 100 + 44}`),
      );
      expect(rejected[0]?.reason).toContain('field type conflict');
      expect(await rows('SELECT count(v) FROM m')).toEqual([[0, 991]]);
      expect(await rows('SELECT count(v) FROM other')).toEqual([[0, 100]]);
      expect(writer.stats().requests).toBeLessThan(10);
    });

    it('names all malformed lines even when the response is too long for its header', async () => {
      const { writer, errors } = open({ gzip: false });
      // 1.x puts the whole message into a header, which clients read up to 16 KiB
      const filler = 'x'.repeat(200);
      writer.write(
        Array.from({ length: 2000 }, (__, n) =>
          n % 4 === 1 ? `m,n=${n},f=${filler} bad` : `m,n=${n},f=${filler} v=${n} ${n}`,
        ),
      );
      await writer.closeSettled();
      const rejected = (errors as PartialWriteError[]).flatMap((error) => error.rejected);
      expect(rejected).toHaveLength(500);
      expect(rejected.every(({ text }) => text.endsWith(' bad'))).toBe(true);
      expect(await rows('SELECT count(v) FROM m')).toEqual([[0, 1500]]);
      expect(writer.stats()).toMatchObject({ accepted: 2000, written: 1500, rejected: 500, pending: 0 });
    });

    it('says what is wrong with the database', async () => {
      const { writer, errors } = open({ db: 'nowhere' } as Partial<WriterOptions>);
      writer.write('m v=1 1');
      await writer.closeSettled();
      expect(errors[0]).toBeInstanceOf(RejectedError);
      expect(errors[0]?.message).toBe('the server rejected 1 line: 404: database not found: "nowhere"');
    });

    it('points without a timestamp never overwrite each other', async () => {
      const { writer } = open({ precision: 's' });
      for (let n = 0; n < 2000; n++) writer.write({ measurement: 'm', fields: { v: n } });
      await writer.closeSettled();
      expect(await rows('SELECT count(v) FROM m')).toEqual([[0, 2000]]);
    });
  });
});
