import { expect, it } from 'vitest';
import { held } from '../../../tests/tools/src/held.js';
import { isWhole } from '../../../tests/tools/src/scope.js';
import { createWriter, type WriteError } from '../src/index.js';
import { FakeServer, json } from './support/fake-server.js';

const POINTS = isWhole ? 250 : 100;
const long = 'no such thing '.repeat(60_000);

it.each<[name: string, body: (lines: readonly string[]) => object]>([
  ['of a whole batch', () => ({ code: long, message: long })],
  ['of each line', (lines) => ({ error: `unable to parse '${lines[0]}': ${long}` })],
  ['of each line, by number', () => ({ code: 'invalid', line: 1, message: long })],
  ['of lines that it does not name', () => ({ error: `partial write: ${long}` })],
])('what a server says %s is kept as far as a person reads', async (_, body) => {
  const server = new FakeServer(({ lines }) => json(400, body(lines)));
  const reported: WriteError[] = [];
  const writer = createWriter(server.api, { bucket: 'b', onError: (error) => void reported.push(error) });
  for (let n = 0; n < POINTS; n++) writer.write({ measurement: 'm', fields: { n }, timestamp: n });
  const before = held();
  const { stats } = await writer.closeSettled();
  expect(stats).toMatchObject({ accepted: POINTS, rejected: POINTS });
  for (const error of reported) {
    expect(error.message.length).toBeLessThan(2500);
    for (const { reason } of (error as { rejected?: { reason: string }[] }).rejected ?? [])
      expect(reason.length).toBeLessThanOrEqual(1000);
  }
  // as many of the texts would be eight times that
  expect(held() - before).toBeLessThan(POINTS * 100_000);
});
