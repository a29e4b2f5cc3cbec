import { describe, expect, test } from 'vitest';
import { checkLabels, checkUsers } from '../../src/v2/attached.js';
import { cleanUp, connect, describeEngine, idOf, newBucket, server, unique } from '../../src/v2/context.js';

describe('buckets', () => {
  const api = connect();

  test('are created, read, updated, listed and deleted', async () => {
    const name = unique('bucket');
    const bucket = await api.buckets.create({
      orgID: server.orgID,
      name,
      description: 'made by a test',
      retentionRules: [{ type: 'expire', everySeconds: 86_400 }],
    });
    const id = idOf(bucket);
    cleanUp(() => api.buckets.delete(id));
    expect(bucket).toMatchObject({
      name,
      orgID: server.orgID,
      retentionRules: [{ type: 'expire', everySeconds: 86_400 }],
    });
    expect((await api.buckets.get(id)).description).toBe('made by a test');
    expect((await api.buckets.list({ name })).buckets?.map((listed) => listed.id)).toEqual([id]);

    const renamed = unique('bucket');
    const updated = await api.buckets.update(id, {
      name: renamed,
      description: 'changed',
      retentionRules: [{ type: 'expire', everySeconds: 172_800 }],
    });
    expect(updated).toMatchObject({
      name: renamed,
      description: 'changed',
      retentionRules: [{ everySeconds: 172_800 }],
    });
    await api.buckets.delete(id);
    await expect(api.buckets.get(id)).rejects.toMatchObject({ status: 404, code: 'not found' });
  });

  test('have labels, members and owners', async () => {
    const { id } = await newBucket(api);
    await checkLabels(api, api.buckets.labels, id);
    await checkUsers(api, api.buckets, id);
  });
});

describeEngine('a bucket', () => {
  const api = connect();

  test('of a name that is taken is a conflict, as a value too', async () => {
    const { name } = await newBucket(api);
    const result = await api.buckets.create({ orgID: server.orgID, name, retentionRules: [] }).result();
    expect(result).toMatchObject({ ok: false, status: 422, error: { code: 'conflict' } });
  });
});

describe('labels', () => {
  const api = connect();

  test('are created, read, updated, listed and deleted', async () => {
    const name = unique('label');
    const { label } = await api.labels.create({ orgID: server.orgID, name, properties: { color: '#ffb3b3' } });
    const id = idOf(label);
    cleanUp(() => api.labels.delete(id));
    expect(label).toMatchObject({ name, orgID: server.orgID, properties: { color: '#ffb3b3' } });
    expect((await api.labels.get(id)).label?.name).toBe(name);
    expect((await api.labels.list({ orgID: server.orgID })).labels?.map((listed) => listed.id)).toContain(id);
    const renamed = unique('label');
    const { label: updated } = await api.labels.update(id, { name: renamed, properties: { color: '#000000' } });
    expect(updated).toMatchObject({ name: renamed, properties: { color: '#000000' } });
    await api.labels.delete(id);
    await expect(api.labels.get(id)).rejects.toMatchObject({ status: 404 });
  });
});

describe('variables', () => {
  const api = connect();

  test('are created, read, updated, replaced, listed and deleted, and have labels', async () => {
    const name = unique('variable');
    const variable = await api.variables.create({
      orgID: server.orgID,
      name,
      arguments: { type: 'constant', values: ['howdy', 'hello'] },
      selected: ['howdy'],
    });
    const id = idOf(variable);
    cleanUp(() => api.variables.delete(id));
    expect(variable).toMatchObject({ name, arguments: { type: 'constant', values: ['howdy', 'hello'] } });
    expect((await api.variables.get(id)).name).toBe(name);
    expect((await api.variables.list({ orgID: server.orgID })).variables?.map((listed) => listed.id)).toContain(id);

    const renamed = unique('variable');
    expect((await api.variables.update(id, { ...variable, name: renamed })).name).toBe(renamed);
    const query = { language: 'flux', query: 'buckets()' };
    const replaced = await api.variables.replace(id, {
      orgID: server.orgID,
      name,
      arguments: { type: 'query', values: query },
    });
    expect(replaced).toMatchObject({ name, arguments: { type: 'query', values: query } });
    await checkLabels(api, api.variables.labels, id);
    await api.variables.delete(id);
    await expect(api.variables.get(id)).rejects.toMatchObject({ status: 404 });
  });
});

describe('more buckets than a page holds', () => {
  const api = connect();

  test('are walked by the last id that was seen, each once', async () => {
    const names = Array.from({ length: 25 }, () => unique('paged'));
    const orgID = idOf(await api.orgs.create({ name: unique('org') }));
    cleanUp(() => api.orgs.delete(orgID));
    for (const name of names) {
      const id = idOf(await api.buckets.create({ orgID, name, retentionRules: [] }));
      cleanUp(() => api.buckets.delete(id));
    }
    const first = await api.buckets.list({ orgID });
    expect(first.buckets).toHaveLength(20);
    expect(first.links?.next).toContain('/api/v2/buckets');

    const seen: string[] = [];
    let after: string | undefined;
    // Three pages hold them all, and one more is empty; a server that repeats itself must not keep the test.
    for (let pages = 0; pages < 10; pages++) {
      const { buckets = [] } = await api.buckets.list({ orgID, limit: 10, after });
      if (buckets.length === 0) break;
      seen.push(...buckets.map((bucket) => bucket.name));
      after = buckets.at(-1)?.id;
    }
    // A new organization has buckets of the system's own.
    expect(seen.filter((name) => names.includes(name)).sort()).toEqual([...names].sort());
  });
});
