/** A JSON object of a contract. */
export type Node = Readonly<Record<string, unknown>>;

export const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** A bundled contract, whose references are followed as it is read. */
export class ContractDocument {
  readonly root: Node;

  constructor(root: Node) {
    this.root = root;
  }

  /** What stands at a JSON pointer. */
  at(pointer: string): unknown {
    let value: unknown = this.root;
    for (const step of pointer.split('/').slice(1)) {
      const name = step.replaceAll('~1', '/').replaceAll('~0', '~');
      value = isNode(value) || Array.isArray(value) ? (value as Node)[name] : undefined;
    }
    return value;
  }

  /** An object with its reference followed; what stands beside the reference wins over what it leads to. */
  resolve(value: unknown): Node {
    if (!isNode(value)) return {};
    const { $ref, ...beside } = value;
    if (typeof $ref !== 'string') return value;
    return { ...this.resolve(this.at(decodeURIComponent($ref.slice(1)))), ...beside };
  }

  /** The contract's name of the schema that a reference leads to. */
  nameOf(value: unknown): string | undefined {
    const reference = isNode(value) ? value['$ref'] : undefined;
    return typeof reference === 'string' ? /^#\/components\/schemas\/([^/]+)$/.exec(reference)?.[1] : undefined;
  }

  get schemas(): Node {
    const found = this.at('/components/schemas');
    return isNode(found) ? found : {};
  }
}

export const text = (value: unknown): string | undefined => (typeof value === 'string' && value ? value : undefined);
