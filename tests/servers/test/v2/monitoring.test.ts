import type { PostCheck, PostNotificationEndpoint, PostNotificationRule } from '@influxkit/oss-v2';
import { describe, expect, test } from 'vitest';
import { checkLabels } from '../../src/v2/attached.js';
import { cleanUp, connect, describeEngine, idOf, server, unique } from '../../src/v2/context.js';

/** One pipe that names one field: what a server can make a threshold check from. */
const text = `from(bucket: "_monitoring")
  |> range(start: -1h)
  |> filter(fn: (r) => r["_measurement"] == "cpu" and r["_field"] == "usage")
  |> aggregateWindow(every: 1m, fn: mean, createEmpty: false)`;

const threshold = (name: string): PostCheck => ({
  type: 'threshold',
  name,
  orgID: server.orgID,
  status: 'inactive',
  every: '1m',
  offset: '5s',
  query: { text },
  statusMessageTemplate: 'too much',
  tags: [{ key: 'made', value: 'test' }],
  thresholds: [
    { type: 'greater', level: 'CRIT', value: 90.5, allValues: false },
    { type: 'range', level: 'WARN', min: 50, max: 90, within: true, allValues: true },
  ],
});

const deadman = (name: string): PostCheck => ({
  type: 'deadman',
  name,
  orgID: server.orgID,
  status: 'inactive',
  every: '1m',
  offset: '0s',
  query: { text },
  statusMessageTemplate: 'gone',
  tags: [],
  timeSince: '90s',
  staleTime: '10m',
  reportZero: false,
  level: 'CRIT',
});

describe('checks', () => {
  const api = connect();

  test.each([
    ['threshold', threshold],
    ['deadman', deadman],
  ] as const)('of the kind %s are created, read, updated, replaced, listed and deleted', async (type, make) => {
    const name = unique('check');
    const check = await api.checks.create(make(name));
    const id = idOf(check);
    cleanUp(() => api.checks.delete(id));
    expect(check).toMatchObject({ type, name, every: '1m' });
    expect(await api.checks.get(id)).toMatchObject({ type, name });
    expect((await api.checks.list({ orgID: server.orgID, limit: 100 })).checks?.map((one) => one.id)).toContain(id);
    expect(await api.checks.update(id, { description: 'changed' })).toMatchObject({ description: 'changed', type });
    const renamed = unique('check');
    expect(await api.checks.replace(id, make(renamed))).toMatchObject({ name: renamed, type });
    await checkLabels(api, api.checks.labels, id);
    await api.checks.delete(id);
    await expect(api.checks.get(id)).rejects.toMatchObject({ status: 404 });
  });
});

describeEngine('a check', () => {
  test('is a Flux script', async () => {
    const api = connect();
    const id = idOf(await api.checks.create(threshold(unique('check'))));
    cleanUp(() => api.checks.delete(id));
    expect((await api.checks.query(id)).flux).toMatch(/monitor(\.check|\["check"\])/);
  });
});

const endpoint = (name: string): PostNotificationEndpoint => ({
  type: 'http',
  name,
  orgID: server.orgID,
  status: 'active',
  url: 'http://127.0.0.1:9/alerts',
  method: 'POST',
  authMethod: 'none',
});

const rule = (name: string, endpointID: string): PostNotificationRule => ({
  type: 'http',
  name,
  orgID: server.orgID,
  endpointID,
  status: 'inactive',
  every: '10m',
  offset: '0s',
  statusRules: [{ currentLevel: 'CRIT' }],
  tagRules: [{ key: 'made', operator: 'equal', value: 'test' }],
});

describe('notification endpoints and rules', () => {
  const api = connect();

  test('endpoints are created, read, updated, replaced, listed and deleted', async () => {
    const name = unique('endpoint');
    const { notificationEndpoints: endpoints } = api;
    const made = await endpoints.create(endpoint(name));
    const id = idOf(made);
    cleanUp(() => endpoints.delete(id));
    expect(made).toMatchObject({ type: 'http', name, url: 'http://127.0.0.1:9/alerts' });
    expect(await endpoints.get(id)).toMatchObject({ type: 'http', name });
    const listed = await endpoints.list({ orgID: server.orgID, limit: 100 });
    expect(listed.notificationEndpoints?.map((one) => one.id)).toContain(id);
    expect(await endpoints.update(id, { description: 'changed' })).toMatchObject({ description: 'changed' });
    const renamed = unique('endpoint');
    expect(await endpoints.replace(id, endpoint(renamed))).toMatchObject({ name: renamed });
    await checkLabels(api, endpoints.labels, id);
    await endpoints.delete(id);
    await expect(endpoints.get(id)).rejects.toMatchObject({ status: 404 });
  });

  test('rules are created, read, updated, replaced, listed and deleted', async () => {
    const { notificationEndpoints: endpoints, notificationRules: rules } = api;
    const endpointID = idOf(await endpoints.create(endpoint(unique('endpoint'))));
    cleanUp(() => endpoints.delete(endpointID));
    const name = unique('rule');
    const made = await rules.create(rule(name, endpointID));
    const id = idOf(made);
    cleanUp(() => rules.delete(id));
    expect(made).toMatchObject({ type: 'http', name, endpointID, every: '10m' });
    expect(await rules.get(id)).toMatchObject({ type: 'http', name });
    const listed = await rules.list({ orgID: server.orgID, limit: 100 });
    expect(listed.notificationRules?.map((one) => one.id)).toContain(id);
    expect(await rules.update(id, { description: 'changed' })).toMatchObject({ description: 'changed' });
    const renamed = unique('rule');
    expect(await rules.replace(id, rule(renamed, endpointID))).toMatchObject({ name: renamed });
    await checkLabels(api, rules.labels, id);
    await rules.delete(id);
    await expect(rules.get(id)).rejects.toMatchObject({ status: 404 });
  });
});

describeEngine('a notification rule', () => {
  test('is a Flux script', async () => {
    const api = connect();
    const endpointID = idOf(await api.notificationEndpoints.create(endpoint(unique('endpoint'))));
    cleanUp(() => api.notificationEndpoints.delete(endpointID));
    const id = idOf(await api.notificationRules.create(rule(unique('rule'), endpointID)));
    cleanUp(() => api.notificationRules.delete(id));
    expect((await api.notificationRules.query(id)).flux).toMatch(/monitor(\.notify|\["notify"\])/);
  });
});
