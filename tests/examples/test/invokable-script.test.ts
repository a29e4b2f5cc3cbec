import { expect, it } from 'vitest';
import { runExample } from '../src/example.js';
import { type Received, startFakeServer } from '../src/fake-server.js';

const env = (url: string) => ({ INFLUX_URL: url, INFLUX_TOKEN: 'a-token' });
const what = (received: readonly Received[]) => received.map(({ what }) => what);

/** As Cloud responds: without annotations. */
const response = (values: Readonly<Record<string, number>>): string =>
  [
    ',result,table,_measurement,_value',
    ...Object.entries(values).map(([name, value], index) => `,_result,${index},${name},${value}`),
    '',
    '',
  ].join('\r\n');

it('examples/invokable-script creates, invokes, updates, invokes and deletes its script', async () => {
  let invocations = 0;
  await using server = await startFakeServer({
    product: 'cloud-v2',
    csv: ({ what }) => {
      if (!what.endsWith('/invoke')) return undefined;
      return response(
        invocations++ === 0
          ? { per_capita_co2: 1.0944, total_co2: 5902.48 }
          : { per_capita_co2: 1.32, total_co2: 10527 },
      );
    },
  });
  const { code, stdout, stderr } = await runExample('invokable-script', { env: env(server.url) });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const id = /created mean-by-measurement \((\w+)\)/.exec(stdout)?.[1];
  expect(stdout).toBe(`created mean-by-measurement (${id})
means:
  per_capita_co2: 1.09
  total_co2: 5902.48
updated; maxima:
  per_capita_co2: 1.32
  total_co2: 10527.00
deleted
`);
  expect(what(server.received)).toEqual([
    'GET /api/v2/scripts',
    'POST /api/v2/scripts',
    `POST /api/v2/scripts/${id}/invoke`,
    `PATCH /api/v2/scripts/${id}`,
    `POST /api/v2/scripts/${id}/invoke`,
    `DELETE /api/v2/scripts/${id}`,
    `GET /api/v2/scripts/${id}`,
  ]);
  expect(server.received[1]?.body).toMatchObject({ language: 'flux', script: expect.stringContaining('|> mean()') });
  expect(server.received[3]?.body).toMatchObject({ script: expect.stringContaining('|> max()') });
  expect(server.received[2]?.body).toEqual({ params: { bucket: 'co2', start: '-100y' } });
});

it('deletes its script even if the invocation fails, and says why', async () => {
  await using server = await startFakeServer({
    product: 'cloud-v2',
    csv: ({ what }) => (what.endsWith('/invoke') ? 'error,reference\r\nbucket is gone,897\r\n' : undefined),
  });
  const { code, stdout, stderr } = await runExample('invokable-script', { env: env(server.url) });
  expect(code).not.toBe(0);
  expect(stderr).toContain('bucket is gone');
  expect(stdout).toContain('deleted');
  expect(what(server.received).at(-1)).toMatch(/^DELETE /);
});
