/** Which organization a permission is in, by its id. */
export interface InOrganization {
  readonly orgID?: string | undefined;
}

/** A permission, as `authorizations.create` takes it. */
export interface ResourcePermission<Action extends 'read' | 'write' = 'read' | 'write', Type extends string = string> {
  action: Action;
  resource: { type: Type; id?: string; orgID?: string };
}

/** Which resources a permission is for, by ids. */
export interface ResourceSelector {
  readonly id?: string;
  readonly orgID?: string;
}

function permission<Action extends 'read' | 'write', Type extends string>(
  action: Action,
  type: Type,
  where: ResourceSelector,
): ResourcePermission<Action, Type> {
  const { id, orgID } = where;
  // One that is there and undefined would be left out of the JSON, and mean all.
  for (const name of ['id', 'orgID'] as const)
    if (name in where && (typeof where[name] !== 'string' || where[name] === ''))
      throw new TypeError(`permission to ${action} ${type}: ${name} must be an id, which is a non-empty string`);
  return { action, resource: { type, ...(id !== undefined && { id }), ...(orgID !== undefined && { orgID }) } };
}

/** One bucket: without its id the permission would be for all of them. */
const bucket = <Action extends 'read' | 'write'>(
  action: Action,
  id: string,
  { orgID }: InOrganization,
): ResourcePermission<Action, 'buckets'> =>
  permission(action, 'buckets', { id, ...(orgID !== undefined && { orgID }) });

/**
 * Permissions for `authorizations.create`, as narrow as they can be:
 * `api.authorizations.create({ orgID, permissions: [permissions.writeBucket(id)] })`.
 *
 * All throw a TypeError for an id that is not a non-empty string: the permission would be for more than was meant.
 */
export const permissions: {
  /** To read what is in one bucket. */
  readBucket(id: string, options?: InOrganization): ResourcePermission<'read', 'buckets'>;
  /** To write to one bucket, which does not include reading it. */
  writeBucket(id: string, options?: InOrganization): ResourcePermission<'write', 'buckets'>;
  /** Both, as an array: `permissions: permissions.readWriteBucket(id)`. */
  readWriteBucket(
    id: string,
    options?: InOrganization,
  ): [ResourcePermission<'read', 'buckets'>, ResourcePermission<'write', 'buckets'>];
  /** To read resources of a type, such as `tasks`: the one with this id, or all; in one organization, or in all. */
  read<Type extends string>(type: Type, where?: ResourceSelector): ResourcePermission<'read', Type>;
  /** To create, change and delete resources of a type, likewise. */
  write<Type extends string>(type: Type, where?: ResourceSelector): ResourcePermission<'write', Type>;
} = {
  readBucket: (id, options = {}) => bucket('read', id, options),
  writeBucket: (id, options = {}) => bucket('write', id, options),
  readWriteBucket: (id, options = {}) => [bucket('read', id, options), bucket('write', id, options)],
  read: (type, where = {}) => permission('read', type, where),
  write: (type, where = {}) => permission('write', type, where),
};
