import { describe, expect, test } from 'vitest';
import { checkLabels, checkUsers } from '../../src/v2/attached.js';
import { cleanUp, connect, idOf, server, unique } from '../../src/v2/context.js';

describe('dashboards', () => {
  const api = connect();

  test('are created, read, updated, listed and deleted', async () => {
    const name = unique('dashboard');
    const dashboard = await api.dashboards.create({ orgID: server.orgID, name, description: 'made by a test' });
    const id = idOf(dashboard);
    cleanUp(() => api.dashboards.delete(id));
    expect(dashboard).toMatchObject({ name, orgID: server.orgID });
    expect((await api.dashboards.get(id)).name).toBe(name);
    expect((await api.dashboards.list({ orgID: server.orgID, limit: 100 })).dashboards?.map((one) => one.id)).toContain(
      id,
    );
    expect((await api.dashboards.list({ id: [id] })).dashboards?.map((one) => one.id)).toEqual([id]);
    const renamed = unique('dashboard');
    expect(await api.dashboards.update(id, { name: renamed, description: 'changed' })).toMatchObject({
      name: renamed,
      description: 'changed',
    });
    await api.dashboards.delete(id);
    await expect(api.dashboards.get(id)).rejects.toMatchObject({ status: 404 });
  });

  test('have cells, which have views', async () => {
    const dashboardID = idOf(await api.dashboards.create({ orgID: server.orgID, name: unique('dashboard') }));
    cleanUp(() => api.dashboards.delete(dashboardID));
    const { cells } = api.dashboards;

    const cell = await cells.create(dashboardID, { name: 'a cell', x: 0, y: 0, w: 4, h: 4 });
    const cellID = idOf(cell);
    expect(cell).toMatchObject({ w: 4, h: 4 });
    expect(await cells.update(dashboardID, cellID, { x: 2, w: 6 })).toMatchObject({ x: 2, w: 6, h: 4 });

    const properties = { type: 'markdown' as const, shape: 'chronograf-v2' as const, note: '# Hello' };
    await cells.view.update(dashboardID, cellID, { name: 'a view', properties });
    expect(await cells.view.get(dashboardID, cellID)).toMatchObject({ name: 'a view', properties });
    const whole = await api.dashboards.get(dashboardID, { include: 'properties' });
    expect(whole.cells).toMatchObject([{ id: cellID, name: 'a view', properties }]);

    const replaced = await cells.replace(dashboardID, [{ id: cellID, x: 0, y: 0, w: 12, h: 2 }]);
    expect(replaced.cells).toMatchObject([{ id: cellID, w: 12, h: 2 }]);
    await cells.delete(dashboardID, cellID);
    expect((await api.dashboards.get(dashboardID)).cells ?? []).toEqual([]);
  });

  test('have labels, members and owners', async () => {
    const id = idOf(await api.dashboards.create({ orgID: server.orgID, name: unique('dashboard') }));
    cleanUp(() => api.dashboards.delete(id));
    await checkLabels(api, api.dashboards.labels, id);
    await checkUsers(api, api.dashboards, id);
  });
});
