import { flux } from '@influxkit/query';
import { describe, expect, test } from 'vitest';
import { checkLabels, checkUsers } from '../../src/v2/attached.js';
import { cleanUp, connect, describeEngine, eventually, idOf, newBucket, server, unique } from '../../src/v2/context.js';
import { rowsOf } from '../../src/v2/rows.js';

const script = (name: string, body = 'buckets() |> limit(n: 1) |> yield()'): string =>
  `option task = {name: "${name}", every: 1h, offset: 5m}\n\n${body}`;

describe('tasks', () => {
  const api = connect();

  test('are created, read, updated, listed and deleted', async () => {
    const name = unique('task');
    const task = await api.tasks.create({
      orgID: server.orgID,
      flux: script(name),
      status: 'inactive',
      description: 'made',
    });
    const { id } = task;
    cleanUp(() => api.tasks.delete(id));
    if (!server.contractOnly) expect(task).toMatchObject({ name, every: '1h', offset: '5m', status: 'inactive' });
    expect((await api.tasks.get(id)).description).toBe('made');
    expect((await api.tasks.list({ orgID: server.orgID, limit: 500 })).tasks?.map((one) => one.id)).toContain(id);
    expect(await api.tasks.update(id, { every: '2h', status: 'active', description: 'changed' })).toMatchObject({
      every: '2h',
      status: 'active',
      description: 'changed',
    });
    await checkLabels(api, api.tasks.labels, id);
    await checkUsers(api, api.tasks, id);
    await api.tasks.delete(id);
    await expect(api.tasks.get(id)).rejects.toMatchObject({ status: 404 });
  });
});

describeEngine('a task', () => {
  const api = connect();

  test('runs when it is asked to, leaves its data and its logs, and runs again', async () => {
    const source = await newBucket(api);
    const target = await newBucket(api);
    // In the past: the range of a task ends when it was due, to the second.
    const time = Math.floor(Date.now() / 1000) - 600;
    await api.write(`m,host=a v=1 ${time}`, { query: { orgID: server.orgID, bucket: source.name, precision: 's' } });
    const body = flux`from(bucket: ${source.name}) |> range(start: -1h) |> to(bucket: ${target.name}, org: ${server.org})`;
    const { id: taskID } = await api.tasks.create({ orgID: server.orgID, flux: script(unique('task'), String(body)) });
    cleanUp(() => api.tasks.delete(taskID));

    const { runs } = api.tasks;
    const runID = idOf(await runs.create(taskID, {}));
    const isOver = (run: { readonly status?: string }): boolean => /success|failed|canceled/.test(run.status ?? '');
    const run = await eventually(
      // A run moves from the running ones to the finished ones; between the two it may not be found.
      async () => (await runs.list(taskID)).runs?.find((one) => one.id === runID) ?? {},
      isOver,
    );
    expect(run.status).toBe('success');
    expect((await runs.get(taskID, runID)).taskID).toBe(taskID);
    const { events } = await eventually(
      () => runs.logs(taskID, runID),
      (logs) => (logs.events?.length ?? 0) > 0,
    );
    expect(events?.map((event) => event.message).join('\n')).toMatch(/Completed\(success\)/);
    expect((await api.tasks.logs(taskID)).events?.length).toBeGreaterThan(0);
    const rows = await rowsOf(api, flux`from(bucket: ${target.name}) |> range(start: -1h)`);
    expect(rows).toMatchObject([{ _measurement: 'm', host: 'a', _field: 'v', _value: 1 }]);

    const retried = await runs.retry(taskID, runID);
    expect(idOf(retried)).not.toBe('');
    const all = await eventually(
      async () => (await runs.list(taskID)).runs ?? [],
      (found) => found.length >= 2 && found.every(isOver),
    );
    expect(all.length).toBeGreaterThanOrEqual(2);
  });

  test('that fails says why in its logs', async () => {
    const body = flux`from(bucket: ${unique('nowhere')}) |> range(start: -1h) |> yield()`;
    const { id: taskID } = await api.tasks.create({ orgID: server.orgID, flux: script(unique('task'), String(body)) });
    cleanUp(() => api.tasks.delete(taskID));
    const runID = idOf(await api.tasks.runs.create(taskID, {}));
    const run = await eventually(
      async () => (await api.tasks.runs.list(taskID)).runs?.find((one) => one.id === runID) ?? {},
      (one) => /success|failed|canceled/.test(one.status ?? ''),
    );
    expect(run.status).toBe('failed');
    const { events } = await api.tasks.runs.logs(taskID, runID);
    expect(events?.map((event) => event.message).join('\n')).toMatch(/could not find bucket/);
  });

  test('a run that is over cannot be cancelled', async () => {
    const { id: taskID } = await api.tasks.create({
      orgID: server.orgID,
      flux: script(unique('task')),
      status: 'inactive',
    });
    cleanUp(() => api.tasks.delete(taskID));
    const result = await api.tasks.runs.cancel(taskID, '0000000000000001').result();
    expect(result.ok).toBe(false);
  });
});
