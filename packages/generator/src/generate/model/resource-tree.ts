import type { OperationModel, ResourceModel } from './api-model.js';

interface Branch {
  readonly name: readonly string[];
  operation?: OperationModel;
  readonly children: Map<string, Branch>;
}

/** The resource tree of named operations. `typeNames` holds the types of resources by their dotted names. */
export function buildTree(
  operations: readonly OperationModel[],
  clientType: string,
  typeNames: ReadonlyMap<string, string>,
  describe: (name: readonly string[]) => string | undefined,
): ResourceModel {
  const root: Branch = { name: [], children: new Map() };
  for (const operation of operations) plant(root, operation);
  const grow = ({ name, operation, children }: Branch): ResourceModel => {
    const description = operation ? undefined : describe(name);
    const typeName = typeNames.get(name.join('.')) ?? clientType;
    return {
      name,
      typeName: operation?.signature.names.method ?? typeName,
      ...(operation && children.size > 0 && { childrenType: typeName }),
      children: [...children.values()].map(grow),
      ...(operation && { operation }),
      ...(description !== undefined && { description }),
    };
  };
  return grow(root);
}

/**
 * The interface that a client exports for what is below a resource; undefined for the client itself, and for a method below
 * which there is nothing.
 */
export const resourceInterface = ({ name, operation, typeName, childrenType }: ResourceModel): string | undefined =>
  name.length === 0 ? undefined : operation ? childrenType : typeName;

/** Names of the resources that hold operations, in the order in which they are first named. */
export function resourceNames(operations: readonly { readonly name: readonly string[] }[]): (readonly string[])[] {
  const resources = new Map<string, readonly string[]>();
  for (const { name } of operations) {
    for (let length = 1; length < name.length; length += 1) {
      const resource = name.slice(0, length);
      resources.set(resource.join('.'), resource);
    }
  }
  return [...resources.values()];
}

/** Puts an operation into its place. Names are told apart before. */
function plant(root: Branch, operation: OperationModel): void {
  let branch = root;
  for (const part of operation.name) {
    let next = branch.children.get(part);
    if (!next) {
      next = { name: [...branch.name, part], children: new Map() };
      branch.children.set(part, next);
    }
    branch = next;
  }
  branch.operation = operation;
}
