import type { OssV2 } from '@influxkit/oss-v2';
import { expect } from 'vitest';
import { cleanUp, idOf, newUser, server, unique } from './context.js';

/** The labels of any kind of resource, as all clients have them. */
interface LabelsOf {
  list(id: string): PromiseLike<{ readonly labels?: readonly { readonly id?: string }[] }>;
  add(id: string, body: { readonly labelID: string }): PromiseLike<unknown>;
  remove(id: string, labelID: string): PromiseLike<unknown>;
}

/** The members or owners of any kind of resource. */
interface UsersOf {
  list(id: string): PromiseLike<{ readonly users?: readonly { readonly id?: string; readonly role?: string }[] }>;
  add(id: string, body: { readonly id: string }): PromiseLike<unknown>;
  remove(id: string, userID: string): PromiseLike<unknown>;
}

/** A label can be put on the resource, is listed there, and can be taken off. */
export async function checkLabels(api: OssV2, labels: LabelsOf, id: string): Promise<void> {
  const { label } = await api.labels.create({ orgID: server.orgID, name: unique('label') });
  const labelID = idOf(label);
  cleanUp(() => api.labels.delete(labelID));
  await labels.add(id, { labelID });
  expect((await labels.list(id)).labels?.map((listed) => listed.id)).toContain(labelID);
  await labels.remove(id, labelID);
  expect((await labels.list(id)).labels?.map((listed) => listed.id) ?? []).not.toContain(labelID);
}

/** A user can be made a member, then an owner, is listed as such, and can be removed. */
export async function checkUsers(api: OssV2, of: { members: UsersOf; owners: UsersOf }, id: string): Promise<void> {
  for (const [users, role] of [[of.members, 'member'] as const, [of.owners, 'owner'] as const]) {
    const user = await newUser(api);
    await users.add(id, { id: user.id });
    const listed = (await users.list(id)).users?.find((one) => one.id === user.id);
    expect(listed?.role).toBe(role);
    await users.remove(id, user.id);
    expect((await users.list(id)).users?.map((one) => one.id) ?? []).not.toContain(user.id);
  }
}
