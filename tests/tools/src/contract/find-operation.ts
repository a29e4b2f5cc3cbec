import type { Contract, ContractOperation } from './document.js';

export interface Found {
  readonly operation: ContractOperation;
  /** Path values by parameter, decoded. */
  readonly values: Readonly<Record<string, string>>;
}

/** Finds the operation that a request is for: `undefined` for an unknown path, the methods there are for an unknown method. */
export function findOperation(contract: Contract, method: string, path: string): Found | readonly string[] | undefined {
  const here = contract.operations
    .map((operation) => ({ operation, values: match(operation.server + operation.path, path) }))
    .filter((found): found is Found => found.values !== undefined)
    // A path in full comes before a template that fits it too.
    .sort((a, b) => Object.keys(a.values).length - Object.keys(b.values).length);
  if (here.length === 0) return undefined;
  return here.find(({ operation }) => operation.method === method) ?? here.map(({ operation }) => operation.method);
}

function match(template: string, path: string): Record<string, string> | undefined {
  const wanted = template.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return undefined;
  const values: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? '';
    const name = /^\{(.+)\}$/.exec(part)?.[1];
    if (name === undefined) {
      if (part !== value) return undefined;
    } else {
      if (value === '') return undefined;
      try {
        values[name] = decodeURIComponent(value);
      } catch {
        return undefined;
      }
    }
  }
  return values;
}
