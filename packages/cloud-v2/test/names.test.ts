import type { OperationDescriptor } from '@influxkit/runtime';
import { describe, expect, it } from 'vitest';
import * as exported from '../src/index.js';

const rows = Object.values(exported).filter(
  (value): value is OperationDescriptor => typeof value === 'object' && 'path' in value,
);

describe('names of what this product has beside the others', () => {
  it.each([
    ['scripts.list', 'GET /api/v2/scripts'],
    ['scripts.create', 'POST /api/v2/scripts'],
    ['scripts.get', 'GET /api/v2/scripts/{scriptID}'],
    ['scripts.update', 'PATCH /api/v2/scripts/{scriptID}'],
    ['scripts.delete', 'DELETE /api/v2/scripts/{scriptID}'],
    ['scripts.invoke', 'POST /api/v2/scripts/{scriptID}/invoke'],
    ['scripts.params', 'GET /api/v2/scripts/{scriptID}/params'],
    ['buckets.schema.measurements.list', 'GET /api/v2/buckets/{bucketID}/schema/measurements'],
    ['orgs.limits', 'GET /api/v2/orgs/{orgID}/limits'],
    ['orgs.usage', 'GET /api/v2/orgs/{orgID}/usage'],
    ['query.run', 'POST /api/v2/query'],
    ['write', 'POST /api/v2/write'],
    ['v1.write', 'POST /write'],
  ])('%s is %s', (name, request) => {
    const row = rows.find((each) => each.name === name);
    expect(`${row?.method} ${row?.path}`).toBe(request);
  });

  it('scripts page by offset and limit, and respond with CSV as a stream', () => {
    expect(rows.find(({ name }) => name === 'scripts.list')?.page).toEqual({
      items: 'scripts',
      limit: 'limit',
      max: 500,
      offset: 'offset',
    });
    expect(Object.values(rows.find(({ name }) => name === 'scripts.invoke')?.response ?? {})).toEqual(['stream']);
  });
});
