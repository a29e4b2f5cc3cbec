// SQL where responses can be had whole alone: React Native and Expo.
import { createClient } from '@influxkit/runtime';
import { afterEach, expect, test, vi } from 'vitest';
import { BareResponse, bareFetch, reactNativeGlobals } from '../../../../tests/tools/src/without-streams.js';
import { createInfluxQL, createSql } from '../../src/index.js';

afterEach(() => vi.unstubAllGlobals());

const apiOf = (lines: string) => {
  for (const [name, value] of Object.entries(reactNativeGlobals)) vi.stubGlobal(name, value);
  const fetch = bareFetch((_, { body }) =>
    String(body).includes('DESCRIBE')
      ? new BareResponse('{"column_name":"n","data_type":"Int64","is_nullable":"YES"}\n')
      : new BareResponse(lines),
  );
  return createClient({ baseUrl: 'http://localhost:8181', fetch });
};

test('rows, columns and text are read', async () => {
  const db = createSql(apiOf('{"n":1}\n{"n":2}\n'), { database: 'd' });
  expect(await db.toArray('SELECT n')).toEqual([{ n: 1n }, { n: 2n }]);
  expect((await db.columns('SELECT n')).get('n')?.values).toEqual(BigInt64Array.of(1n, 2n));
  expect(await db.text('SELECT n')).toBe('{"n":1}\n{"n":2}\n');
});

test('so is a result without rows, whose body is empty', async () => {
  const api = apiOf('');
  const db = createSql(api, { database: 'd' });
  expect(await db.toArray('SELECT n')).toEqual([]);
  expect((await db.columns('SELECT n')).length).toBe(0);
  expect(await db.text('SELECT n')).toBe('');
  expect(await createInfluxQL(api, { database: 'd' })('SELECT n').toArray()).toEqual([]);
});
