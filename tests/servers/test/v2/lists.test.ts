import { paginate } from '@influxkit/pagination';
import { describe, expect, test } from 'vitest';
import { cleanUp, connect, idOf, unique } from '../../src/v2/context.js';

describe('a list of many pages is iterated to its end, each item once', () => {
  const api = connect();

  test('buckets of an organization, whose `after` 2.x does not honor; by links and by offset', async () => {
    const orgID = idOf(await api.orgs.create({ name: unique('org') }));
    cleanUp(() => api.orgs.delete(orgID));
    const names = Array.from({ length: 25 }, (_, index) => `${unique('walked')}-${index}`);
    for (const name of names) {
      const id = idOf(await api.buckets.create({ orgID, name, retentionRules: [] }));
      cleanUp(() => api.buckets.delete(id));
    }
    for (const options of [{ pageSize: 10 }, { pageSize: 7, prefetch: false }, {}]) {
      const found = (await paginate(api.buckets.list, { orgID }, options).toArray()).map(({ name }) => name);
      expect(found.filter((name) => names.includes(name)).sort()).toEqual([...names].sort());
      expect(new Set(found).size).toBe(found.length);
    }
  });

  test('dashboards of an organization, which 2.x gives all at once, whatever it is asked for', async () => {
    const orgID = idOf(await api.orgs.create({ name: unique('org') }));
    cleanUp(() => api.orgs.delete(orgID));
    const made: string[] = [];
    for (let index = 0; index < 25; index++) {
      const id = idOf(await api.dashboards.create({ orgID, name: `dashboard ${index}` }));
      cleanUp(() => api.dashboards.delete(id));
      made.push(id);
    }
    const found = await paginate(api.dashboards.list, { orgID }, { pageSize: 10 }).toArray();
    expect(found.map(idOf).sort()).toEqual(made.sort());
  });

  test('tasks, which another walk goes on with where the first was left', async () => {
    const orgID = idOf(await api.orgs.create({ name: unique('org') }));
    cleanUp(() => api.orgs.delete(orgID));
    const made: string[] = [];
    for (let index = 0; index < 12; index++) {
      const name = unique('task');
      const flux = `option task = {name: "${name}", every: 1h}\nfrom(bucket: "_monitoring") |> range(start: -1h)`;
      const id = idOf(await api.tasks.create({ orgID, flux }));
      cleanUp(() => api.tasks.delete(id));
      made.push(id);
    }
    const walk = paginate(api.tasks.list, { orgID }, { pageSize: 5 }).items();
    const seen: string[] = [];
    for await (const task of walk) if (seen.push(idOf(task)) === 7) break;
    const rest = await paginate(api.tasks.list, { orgID }, { pageSize: 5, cursor: walk.cursor }).toArray();
    expect([...seen, ...rest.map(idOf)].sort()).toEqual(made.sort());
  });
});
