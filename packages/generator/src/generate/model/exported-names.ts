import type { ApiModel, ResourceModel } from './api-model.js';
import { resourceInterface } from './resource-tree.js';

/** What an exported name belongs to. */
export interface ExportedName {
  readonly name: string;
  readonly of: 'client' | 'operation' | 'resource' | 'schema' | 'event';
  /** `GET /buckets` of an operation, the dotted name of a resource, the contract's name of a schema. */
  readonly owner: string;
}

/** Every name that a generated client exports, but for those that all have (`registry`, `paths`, `components`, `operations`). */
export function exportedNames(model: ApiModel): ExportedName[] {
  const resources = (resource: ResourceModel): ExportedName[] => {
    const name = resourceInterface(resource);
    return [
      ...(name === undefined ? [] : [{ name, of: 'resource', owner: resource.name.join('.') } as const]),
      ...resource.children.flatMap(resources),
    ];
  };
  return [
    ...[model.clientName, model.clientType, model.clientOptions].map(
      (name) => ({ name, of: 'client', owner: model.product }) as const,
    ),
    ...model.operations.flatMap(({ method, path, signature, responses }) =>
      [
        ...Object.values(signature.names as unknown as Record<string, string>),
        ...new Set(responses.choices.map(({ resultType }) => resultType)),
      ].map((name) => ({ name, of: 'operation', owner: `${method} ${path}` }) as const),
    ),
    ...resources(model.root),
    ...model.schemas.flatMap(({ name, typeName, writeTypeName }) =>
      [typeName, ...(writeTypeName === undefined ? [] : [writeTypeName])].map(
        (each) => ({ name: each, of: 'schema', owner: name }) as const,
      ),
    ),
    ...(['webhook', 'callback'] as const).flatMap((kind) =>
      model.events.some((event) => event.kind === kind)
        ? Object.values(model.eventUnions[kind]).map((name) => ({ name, of: 'event', owner: `${kind}s` }) as const)
        : [],
    ),
    ...model.events.map(({ name, typeName }) => ({ name: typeName, of: 'event', owner: name }) as const),
  ];
}
