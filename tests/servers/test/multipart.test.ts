import { expect, test } from 'vitest';
import { partsOf } from '../src/v2/multipart.js';

const stream = (bytes: Uint8Array): ReadableStream<Uint8Array> => new Blob([Uint8Array.from(bytes)]).stream();

test('the parts of a multipart message are separated byte by byte', async () => {
  const binary = Buffer.from([0, 13, 10, 45, 45, 255, 128, 13, 10]);
  const body = Buffer.concat([
    Buffer.from(
      '--b0und\r\nContent-Disposition: attachment; filename="kv.bolt"; name=kv\r\nContent-Type: application/octet-stream\r\n\r\n',
    ),
    binary,
    Buffer.from('\r\n--b0und\r\nContent-Disposition: attachment; name="buckets"\r\n\r\n[]\r\n--b0und--\r\n'),
  ]);
  const parts = await partsOf(stream(body), 'multipart/mixed; boundary="b0und"');
  expect(Object.keys(parts)).toEqual(['kv', 'buckets']);
  expect(Buffer.from(parts['kv'] ?? [])).toEqual(binary);
  expect(Buffer.from(parts['buckets'] ?? []).toString()).toBe('[]');
});

test('a response that is not multipart is an error that says what it is', async () => {
  await expect(partsOf(stream(new Uint8Array()), 'application/json')).rejects.toThrow(
    /^The response is application\/json/,
  );
});
