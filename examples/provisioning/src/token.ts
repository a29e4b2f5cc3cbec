import { writeFile } from 'node:fs/promises';
import type { InfluxDB, models } from '@influxkit/influxdb/oss-v2';
import { ensure, idOf } from './ensure.js';

/** A server adds names to what it was given; action, type and id are what counts. */
const text = (permissions: readonly models.Permission[] = []): string =>
  permissions
    .map(({ action, resource: { type, id = '*' } }) => `${action} ${type} ${id}`)
    .sort()
    .join('\n');

/**
 * A token with these permissions and no other, known by its description. Its secret goes into a file that only its owner
 * can read, never to the screen. One with other permissions is replaced: permissions of a token cannot be changed.
 */
export async function token(
  influx: InfluxDB,
  orgID: string,
  description: string,
  permissions: readonly models.Permission[],
  file: string,
): Promise<void> {
  const create = async () => {
    const made = await influx.api.authorizations.create({ orgID, description, permissions: [...permissions] });
    if (made.token === undefined) throw new Error(`the server gave no token for ${description}`);
    await writeFile(file, made.token, { mode: 0o600 });
    return made;
  };
  await ensure(`token ${description}`, {
    find: async () => {
      const { authorizations = [] } = await influx.api.authorizations.list({ orgID });
      return authorizations.find((one) => one.description === description && one.status !== 'inactive');
    },
    create,
    isAsDeclared: (found) => text(found.permissions) === text(permissions),
    update: async (found) => {
      const made = await create();
      await influx.api.authorizations.delete(idOf(`token ${description}`, found));
      return made;
    },
  });
}
