import { describe, expect, test } from 'vitest';
import { checkLabels, checkUsers } from '../../src/v2/attached.js';
import { cleanUp, connect, describeEngine, idOf, newBucket, server, unique } from '../../src/v2/context.js';

describe('Telegraf configurations', () => {
  const api = connect();
  const config = '[[inputs.cpu]]\n  percpu = false\n[[outputs.discard]]\n';

  test('are created, read, replaced, listed and deleted', async () => {
    const name = unique('telegraf');
    const { id: bucketID, name: bucket } = await newBucket(api);
    const made = await api.telegrafs.create({
      orgID: server.orgID,
      name,
      description: 'made by a test',
      config,
      metadata: { buckets: [bucket] },
    });
    const id = idOf(made);
    cleanUp(() => api.telegrafs.delete(id));
    expect(bucketID).not.toBe('');
    expect(made).toMatchObject({ name, config });
    expect(await api.telegrafs.get(id, { accept: 'application/json' })).toMatchObject({ name, config });
    const listed = await api.telegrafs.list({ orgID: server.orgID });
    expect(listed.configurations?.map((one) => one.id)).toContain(id);
    const renamed = unique('telegraf');
    expect(await api.telegrafs.replace(id, { orgID: server.orgID, name: renamed, config })).toMatchObject({
      name: renamed,
    });
    await api.telegrafs.delete(id);
    await expect(api.telegrafs.get(id, { accept: 'application/json' })).rejects.toMatchObject({ status: 404 });
  });

  test('have labels, members and owners', async () => {
    const id = idOf(await api.telegrafs.create({ orgID: server.orgID, name: unique('telegraf'), config }));
    cleanUp(() => api.telegrafs.delete(id));
    await checkLabels(api, api.telegrafs.labels, id);
    await checkUsers(api, api.telegrafs, id);
  });
});

describeEngine('a Telegraf configuration', () => {
  test('is read as the TOML that an agent fetches', async () => {
    const api = connect();
    const config = '[[inputs.cpu]]\n  ## Größe\n  percpu = false\n[[outputs.discard]]\n';
    const id = idOf(await api.telegrafs.create({ orgID: server.orgID, name: unique('telegraf'), config }));
    cleanUp(() => api.telegrafs.delete(id));
    expect(await api.telegrafs.get(id, { accept: 'application/toml' })).toBe(config);
    const bytes = await api.telegrafs.get(id, { accept: 'application/octet-stream' });
    expect(Buffer.from(bytes).toString()).toBe(config);
  });

  test('is put together from plugins that the server lists', async () => {
    const { plugins } = await connect().telegraf.plugins.list({ type: 'input' });
    expect(plugins?.map((plugin) => plugin.name)).toContain('cpu');
  });
});

describe('scrapers', () => {
  const api = connect();

  test('are created, read, updated, listed and deleted, and have members and owners', async () => {
    const bucket = await newBucket(api);
    const name = unique('scraper');
    const made = await api.scrapers.create({
      orgID: server.orgID,
      bucketID: bucket.id,
      name,
      type: 'prometheus',
      url: 'http://127.0.0.1:9/metrics',
      allowInsecure: true,
    });
    const id = idOf(made);
    cleanUp(() => api.scrapers.delete(id));
    expect(made).toMatchObject({ name, bucketID: bucket.id, type: 'prometheus' });
    expect((await api.scrapers.get(id)).name).toBe(name);
    expect((await api.scrapers.list({ orgID: server.orgID })).configurations?.map((one) => one.id)).toContain(id);
    const renamed = unique('scraper');
    expect((await api.scrapers.update(id, { name: renamed, url: 'http://127.0.0.1:9/other' })).name).toBe(renamed);
    await checkLabels(api, api.scrapers.labels, id);
    await checkUsers(api, api.scrapers, id);
    await api.scrapers.delete(id);
    await expect(api.scrapers.get(id)).rejects.toMatchObject({ status: 404 });
  });
});

describe('sources', () => {
  const api = connect();

  test('are created, read, updated, listed and deleted', async () => {
    const name = unique('source');
    const made = await api.sources.create({
      orgID: server.orgID,
      name,
      type: 'v2',
      url: 'http://127.0.0.1:9',
      token: 'a-token',
      default: false,
      insecureSkipVerify: false,
    });
    const id = idOf(made);
    cleanUp(() => api.sources.delete(id));
    expect(made).toMatchObject({ name, type: 'v2' });
    expect((await api.sources.get(id)).name).toBe(name);
    expect((await api.sources.list()).sources?.map((one) => one.id)).toContain(id);
    const renamed = unique('source');
    expect((await api.sources.update(id, { name: renamed })).name).toBe(renamed);
    expect((await api.sources.health(id)).status).toMatch(/^(pass|fail)$/);
    expect(Array.isArray((await api.sources.buckets.list(id)).buckets)).toBe(true);
    await api.sources.delete(id);
    await expect(api.sources.get(id)).rejects.toMatchObject({ status: 404 });
  });
});
