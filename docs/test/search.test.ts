import { readdirSync } from 'node:fs';
import MiniSearch from 'minisearch';
import { beforeAll, describe, expect, test } from 'vitest';
import { output } from '../src/paths.js';
import { indexOptions, searchOptions } from '../src/site/search.js';
import { buildSite } from './support/site.js';

let index: MiniSearch;

beforeAll(async () => {
  await buildSite();
  const chunks = `${output}/assets/chunks`;
  const file = readdirSync(chunks).find((name) => name.startsWith('@localSearchIndexroot'));
  const { default: text } = (await import(/* @vite-ignore */ `${chunks}/${file}`)) as { default: string };
  // As the search box of the site loads it.
  index = MiniSearch.loadJSON(text, {
    fields: ['title', 'titles', 'text'],
    storeFields: ['title', 'titles'],
    searchOptions,
    ...indexOptions,
  });
});

const found = (query: string): readonly string[] => index.search(query).map(({ id }) => String(id));

/** What people type, and where it has to lead them: to one of the first three places that are found. */
const QUERIES: readonly (readonly [query: string, wanted: RegExp])[] = [
  // Writing
  ['batch size', /\/guide\/write\./],
  ['write line protocol', /\/guide\/(?:write|line-protocol)\./],
  ['partial write', /\/guide\/(?:write|errors)\./],
  ['gzip', /\/guide\/write\./],
  ['timestamp precision', /\/guide\/(?:write|line-protocol|query)\./],
  ['csv import', /\/recipes\/backfill\./],
  ['delete data', /\/recipes\/deleting\./],
  // Querying
  ['flux query', /\/guide\/query\./],
  ['influxql', /\/guide\/(?:query|sql)\./],
  ['sql', /\/guide\/sql\./],
  ['flight', /\/guide\/sql\./],
  ['arrow', /\/guide\/sql\./],
  ['parameterized query', /\/guide\/(?:query|sql)\./],
  ['bigint json', /\/guide\/(?:query|sql)\.|\/recipes\/nextjs\./],
  ['nanoseconds', /\/guide\/(?:query|write|line-protocol)\./],
  ['pagination', /\/guide\/pagination\./],
  ['list all buckets', /\/guide\/pagination\.|\/reference\/oss-v2\/buckets-list\./],
  // When something goes wrong
  ['retry', /\/guide\/retries-and-timeouts\./],
  ['timeout', /\/guide\/retries-and-timeouts\./],
  ['rate limit', /\/guide\/retries-and-timeouts\./],
  ['429', /\/guide\/(?:retries-and-timeouts|errors)\./],
  ['error handling', /\/guide\/errors\./],
  // Access
  ['token permissions', /\/recipes\/provisioning\.|\/guide\/authentication\./],
  ['username password', /\/guide\/authentication\./],
  ['cors', /\/guide\/browsers-and-edge\./],
  ['proxy', /\/guide\/browsers-and-edge\./],
  // Where it runs
  ['browser', /\/guide\/browsers-and-edge\./],
  ['deno', /\/guide\/browsers-and-edge\.|\/start\./],
  ['lambda', /\/recipes\/short-lived\./],
  ['cloudflare workers', /\/recipes\/cloudflare-workers\./],
  ['next.js', /\/recipes\/nextjs\./],
  ['react native', /\/recipes\/react-native\./],
  ['express', /\/recipes\/service-metrics\./],
  ['opentelemetry', /\/recipes\/service-metrics\./],
  ['mock', /\/(?:guide|recipes)\/testing\./],
  // What it is for
  ['grafana', /\/recipes\/dashboard\./],
  ['live chart', /\/recipes\/dashboard\./],
  ['downsample', /\/recipes\/downsampling\./],
  ['tasks', /\/recipes\/downsampling\./],
  ['retention', /\/recipes\/(?:provisioning|deleting|downsampling)\./],
  ['create bucket', /\/recipes\/provisioning\.|\/reference\/oss-v2\/buckets-create\./],
  ['create database', /\/reference\/influxdb3-core\/databases-create\.|\/recipes\/provisioning\./],
  // Moving here
  ['migrate from influx', /\/coming-from-influx/],
  ['migrate 1.x to 2.x', /\/recipes\/moving-data\./],
  ['influxdb-client-js', /\/coming-from-influxdb-client\./],
  // Clients of other APIs
  ['openapi generator', /\/guide\/(?:your-own-api|generator-options)\.|\/packages\/generator\//],
  ['hey-api', /\/guide\/from-hey-api\./],
  ['zod', /\/packages\/emit-zod\/|\/guide\//],
  ['emitter', /\/guide\/writing-an-emitter\./],
  // In words of other libraries and servers
  ['docker', /\/start\./],
  ['get started', /\/start\./],
  ['node version', /\/(?:start|guide\/browsers-and-edge)\./],
  ['commonjs', /\/start\./],
  ['fromEnv', /\/(?:start|guide\/authentication)\./],
  ['how do I create a bucket', /\/(?:recipes\/provisioning|reference\/oss-v2\/buckets-create)\./],
  ['health check', /\/reference\/oss-v2\/health\./],
  ['bulk insert', /\/guide\/write\./],
  ['upsert', /\/guide\/write\./],
  ['backpressure', /\/guide\/write\./],
  ['graceful shutdown', /\/guide\/write\./],
  ['spool disk', /\/(?:packages\/write\/|guide\/write\.)/],
  ['dead letter', /\/recipes\/backfill\./],
  ['special characters', /\/guide\/line-protocol\./],
  ['uint64', /\/guide\/line-protocol\./],
  ['timestamps in milliseconds', /\/guide\/line-protocol\./],
  ['convert csv to line protocol', /\/(?:guide\/line-protocol|recipes\/backfill)\./],
  ['aggregate', /\/(?:guide\/query|recipes\/downsampling)\./],
  ['last value', /\/guide\/query\./],
  ['null values', /\/guide\/(?:query|sql)\./],
  ['select', /\/guide\/query\./],
  ['invokable scripts', /\/guide\/query\./],
  ['cron', /\/recipes\/short-lived\./],
  ['middleware', /\/recipes\/service-metrics\./],
  ['logging', /\/recipes\/service-metrics\./],
  ['monitoring', /\/recipes\/service-metrics\./],
  ['abortsignal', /\/guide\/retries-and-timeouts\./],
  ['set timeout', /\/guide\/retries-and-timeouts\./],
  ['refresh token', /\/guide\/authentication\./],
  ['session cookie', /\/guide\/authentication\./],
  ['oauth', /\/(?:packages\/auth\/|guide\/authentication\.)/],
  ['token in browser', /\/guide\/browsers-and-edge\./],
  ['tree shaking', /\/guide\/browsers-and-edge\./],
  ['webpack', /\/guide\/browsers-and-edge\./],
  ['tls', /\/guide\/browsers-and-edge\./],
  ['self-signed certificate', /\/guide\/browsers-and-edge\./],
  ['fake server', /\/(?:start\.|recipes\/testing\.)/],
  ['msw', /\/packages\/emit-msw\//],
  ['tanstack', /\/packages\/emit-tanstack-query\//],
  ['swagger', /\/guide\/your-own-api\./],
  ['breaking change', /\/guide\/your-own-api\./],
  // Names
  ['buckets.create', /\/reference\/oss-v2\/buckets-create\./],
  ['tasks.list', /\/reference\/oss-v2\/tasks-list\./],
  ['/api/v2/tasks/{taskID}/runs', /\/reference\/oss-v2\/tasks-runs/],
];

describe('what people type', () => {
  test.each(QUERIES)('%s', (query, wanted) => {
    expect(found(query).slice(0, 3)).toEqual(expect.arrayContaining([expect.stringMatching(wanted)]));
  });

  test('leads to its page first, for nearly all', () => {
    const later = QUERIES.filter(([query, wanted]) => !wanted.test(found(query)[0] ?? '')).map(([query]) => query);
    expect(QUERIES.length - later.length, `not first: ${later.join(', ')}`).toBeGreaterThan(QUERIES.length * 0.8);
  });

  test('is found for InfluxDB OSS before Cloud', () => {
    for (const query of ['create bucket', 'buckets.create', 'tasks.list', 'list organizations', 'change password']) {
      const products = found(query).flatMap((place) => /\/reference\/([^/]+)\//.exec(place)?.[1] ?? []);
      expect(products[0], query).toBe('oss-v2');
      expect(products, query).toContain('cloud-v2');
    }
  });

  test('is found in a guide before the pages of the API', () => {
    for (const query of [
      'write',
      'query',
      'delete data',
      'permissions',
      'downsampling',
      'retries',
      'options',
      'middleware',
      'fromEnv',
      'createWriter',
    ])
      expect(found(query)[0], query).toMatch(/\/(?:guide|recipes|start)\b/);
  });

  test('is told apart: a short word is not another that is like it', () => {
    expect(index.search('cors').flatMap(({ terms }) => terms)).not.toContain('core');
    expect(index.search('retry').flatMap(({ terms }) => terms)).toContain('retry');
  });
});
