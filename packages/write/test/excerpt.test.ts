import { expect, it } from 'vitest';
import { held } from '../../../tests/tools/src/held.js';
import { createWriter, type WriteError } from '../src/index.js';
import { FakeServer, json } from './support/fake-server.js';

const long = 'no such thing '.repeat(60_000);

it.each<[name: string, body: (lines: readonly string[]) => object]>([
  ['of a whole batch', () => ({ code: long, message: long })],
  ['of each line', (lines) => ({ error: `unable to parse '${lines[0]}': ${long}` })],
  ['of each line, by number', () => ({ code: 'invalid', line: 1, message: long })],
  ['of lines that it does not name', () => ({ error: `partial write: ${long}` })],
])('what a server says %s is kept as far as a person reads', async (_, body) => {
  const server = new FakeServer(({ lines }) => json(400, body(lines)));
  const told: WriteError[] = [];
  const writer = createWriter(server.api, { bucket: 'b', onError: (error) => void told.push(error) });
  for (let n = 0; n < 500; n++) writer.write({ measurement: 'm', fields: { n }, timestamp: n });
  const before = held();
  const { stats } = await writer.close();
  expect(stats).toMatchObject({ accepted: 500, rejected: 500 });
  for (const error of told) {
    expect(error.message.length).toBeLessThan(2500);
    for (const { reason } of (error as { rejected?: { reason: string }[] }).rejected ?? [])
      expect(reason.length).toBeLessThanOrEqual(1000);
  }
  // 500 of the texts would be 400 MiB.
  expect(held() - before).toBeLessThan(50 * 2 ** 20);
});
