// React Native and Expo: a fetch without streams.
import { createClient } from '@influxkit/runtime';
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest';
import { noteCases } from '../../../../tests/tools/src/cases.js';
import { BareResponse, bareFetch, reactNativeGlobals } from '../../../../tests/tools/src/without-streams.js';
import { createInfluxQL, createQuery, TruncatedResponseError } from '../../src/index.js';

let responses = 0;
afterAll(() => noteCases('without-streams', 'responses to queries', responses));

beforeEach(() => {
  for (const [name, value] of Object.entries(reactNativeGlobals)) vi.stubGlobal(name, value);
});
afterEach(() => void vi.unstubAllGlobals());

const CSV =
  '#datatype,string,long,double\r\n#group,false,false,false\r\n#default,_result,,\r\n,result,table,v\r\n,,0,1.5\r\n,,0,2.5\r\n\r\n';

const apiOf = (...bodies: string[]) =>
  createClient({
    baseUrl: 'http://localhost:8086',
    retry: false,
    fetch: bareFetch(() => {
      responses += 1;
      return new BareResponse(bodies.length > 1 ? bodies.shift() : bodies[0]);
    }),
  });

test('Flux: rows, tables, columns, text', async () => {
  const query = createQuery(apiOf(CSV), { org: 'a' });
  expect(await query.toArray('x')).toMatchObject([{ v: 1.5 }, { v: 2.5 }]);
  const seen: unknown[] = [];
  for await (const row of query.rows('x', { idleTimeout: 1000, signal: new AbortController().signal })) {
    seen.push(row);
    break;
  }
  expect(seen).toHaveLength(1);
  expect((await query.tables('x').toArray())[0]?.rows).toHaveLength(2);
  expect((await query.columns('x')).get('v')?.values).toEqual(Float64Array.of(1.5, 2.5));
  expect(await query.text('x')).toBe(CSV);
});

test('InfluxQL', async () => {
  const json = '{"results":[{"statement_id":0,"series":[{"name":"m","columns":["v"],"values":[[1]]}]}]}';
  expect(await createInfluxQL(apiOf(json))('SELECT v FROM m').toArray()).toEqual([{ v: 1 }]);
});

test('what is cut, empty or a page is known there, too', async () => {
  await expect(createQuery(apiOf(CSV.slice(0, -2))).toArray('x')).rejects.toBeInstanceOf(TruncatedResponseError);
  await expect(createQuery(apiOf('')).toArray('x')).rejects.toThrow(/got an empty body/);
  await expect(createQuery(apiOf('<html>')).toArray('x')).rejects.toThrow(/got HTML/);
  await expect(createInfluxQL(apiOf('{}'))('SELECT v FROM m').toArray()).rejects.toThrow(/neither "results"/);
});
