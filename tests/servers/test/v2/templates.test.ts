import { describe, expect, test } from 'vitest';
import { cleanUp, connect, describeEngine, idOf, newBucket, server, unique } from '../../src/v2/context.js';

describe('stacks', () => {
  const api = connect();

  test('are created, read, updated, listed and deleted', async () => {
    const name = unique('stack');
    const stack = await api.stacks.create({ orgID: server.orgID, name, description: 'made by a test', urls: [] });
    const id = idOf(stack);
    cleanUp(() => api.stacks.delete(id, { orgID: server.orgID }));
    expect((await api.stacks.get(id)).orgID).toBe(server.orgID);
    expect((await api.stacks.list({ orgID: server.orgID })).stacks?.map((one) => one.id)).toContain(id);
    expect((await api.stacks.update(id, { name: unique('stack'), description: 'changed' })).id).toBe(id);
    await api.stacks.delete(id, { orgID: server.orgID });
    expect((await api.stacks.list({ orgID: server.orgID })).stacks?.map((one) => one.id)).not.toContain(id);
  });
});

describeEngine('templates', () => {
  const api = connect();

  test('are exported, previewed, applied to a stack, and uninstalled', async () => {
    const bucket = await newBucket(api);
    const exported = await api.templates.export({ resources: [{ kind: 'Bucket', id: bucket.id }] });
    expect(exported).toMatchObject([{ kind: 'Bucket', spec: { name: bucket.name } }]);
    const yaml = await api.templates.export(
      { resources: [{ kind: 'Bucket', id: bucket.id }] },
      { accept: 'application/x-yaml' },
    );
    expect(yaml).toContain('kind: Bucket');

    const name = unique('templated');
    const contents = exported.map((resource) => ({ ...resource, spec: { name } }));
    const stackID = idOf(await api.stacks.create({ orgID: server.orgID, name: unique('stack'), urls: [] }));
    cleanUp(() => api.stacks.delete(stackID, { orgID: server.orgID }));
    const wanted = { orgID: server.orgID, stackID, template: { contents } };

    const preview = await api.templates.apply({ ...wanted, dryRun: true }).withResponse();
    expect(preview.status).toBe(200);
    expect(preview.data.diff?.buckets).toMatchObject([{ new: { name } }]);
    expect((await api.buckets.list({ orgID: server.orgID, name }).result()).status).toBeOneOf([200, 404]);

    const applied = await api.templates.apply(wanted).withResponse();
    expect(applied.status).toBe(201);
    const { buckets } = await api.buckets.list({ name });
    expect(buckets?.map((one) => one.name)).toEqual([name]);
    cleanUp(() => api.buckets.delete(idOf(buckets?.[0])));

    await api.stacks.uninstall(stackID, { orgID: server.orgID });
    const left = await api.buckets.get(idOf(buckets?.[0])).result();
    expect(left.status).toBe(404);
  });

  test('are exported of a whole organization by kind', async () => {
    const bucket = await newBucket(api);
    const exported = await api.templates.export({
      orgIDs: [{ orgID: server.orgID, resourceFilters: { byResourceKind: ['Bucket'] } }],
    });
    expect(exported.every((resource) => resource.kind === 'Bucket')).toBe(true);
    expect(JSON.stringify(exported)).toContain(bucket.name);
  });
});

describe('DBRP mappings', () => {
  const api = connect();

  test('are created, read, updated, listed and deleted', async () => {
    const bucket = await newBucket(api);
    const database = unique('database');
    const made = await api.dbrps.create({
      orgID: server.orgID,
      bucketID: bucket.id,
      database,
      retention_policy: 'weekly',
      default: true,
    });
    const { id } = made;
    const { orgID } = server;
    cleanUp(() => api.dbrps.delete(id, { orgID }));
    expect(made).toMatchObject({ database, retention_policy: 'weekly', bucketID: bucket.id, default: true });
    expect((await api.dbrps.get(id, { orgID })).content).toMatchObject({ id, database });
    expect((await api.dbrps.list({ orgID, db: database })).content?.map((one) => one.id)).toEqual([id]);
    const { content } = await api.dbrps.update(id, { retention_policy: 'monthly' }, { query: { orgID } });
    expect(content).toMatchObject({ id, retention_policy: 'monthly' });
    await api.dbrps.delete(id, { orgID });
    expect((await api.dbrps.list({ orgID, db: database })).content ?? []).toEqual([]);
  });
});

describe('replications', () => {
  const api = connect();

  test('and their remote connections are created, read, updated, listed and deleted', async () => {
    const bucket = await newBucket(api);
    const { orgID } = server;
    const remoteName = unique('remote');
    const remote = await api.remotes.create({
      orgID,
      name: remoteName,
      remoteURL: 'http://127.0.0.1:9',
      remoteAPIToken: 'a-token',
      remoteOrgID: orgID,
      allowInsecureTLS: false,
    });
    cleanUp(() => api.remotes.delete(remote.id));
    expect(remote).toMatchObject({ name: remoteName, remoteURL: 'http://127.0.0.1:9' });
    expect(JSON.stringify(remote)).not.toContain('a-token');
    expect((await api.remotes.get(remote.id)).name).toBe(remoteName);
    expect((await api.remotes.list({ orgID, name: remoteName })).remotes?.map((one) => one.id)).toEqual([remote.id]);
    expect((await api.remotes.update(remote.id, { description: 'changed' })).description).toBe('changed');

    const name = unique('replication');
    const made = await api.replications.create({
      orgID,
      name,
      remoteID: remote.id,
      localBucketID: bucket.id,
      remoteBucketID: bucket.id,
      maxQueueSizeBytes: 67_108_860,
      maxAgeSeconds: 604_800,
    });
    const id = idOf(made);
    cleanUp(() => api.replications.delete(id));
    expect((await api.replications.get(id)).name).toBe(name);
    expect((await api.replications.list({ orgID, name })).replications?.map((one) => one.id)).toEqual([id]);
    expect(await api.replications.update(id, { maxQueueSizeBytes: 134_217_720 })).toMatchObject({
      maxQueueSizeBytes: 134_217_720,
    });
    await api.replications.delete(id);
    await expect(api.replications.get(id)).rejects.toMatchObject({ status: 404 });
    await api.remotes.delete(remote.id);
    await expect(api.remotes.get(remote.id)).rejects.toMatchObject({ status: 404 });
  });
});
