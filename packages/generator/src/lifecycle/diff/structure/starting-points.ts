/** A node of a directed graph, in which several nodes may lead to one, and a node to itself. */
interface GraphNode<Node> {
  readonly children: ReadonlySet<Node>;
}

/**
 * For each node, the starting points that lead to it, as a set of bits: bit 0 for the first of them. Nodes that lead to
 * each other have the same starting points, so each edge is followed once, and not once for each starting point.
 */
export function startingPoints<Node extends GraphNode<Node>>(starts: readonly Node[]): Map<Node, bigint> {
  const { components, componentOf } = componentsOf(starts);
  const bits = components.map(() => 0n);
  const add = (node: Node, more: bigint): void => {
    const component = componentOf.get(node) as number;
    bits[component] = (bits[component] as bigint) | more;
  };
  for (const [index, start] of starts.entries()) add(start, 1n << BigInt(index));
  // A component comes after those that it leads to, so the other way round everything that leads to one is known.
  for (let component = components.length - 1; component >= 0; component -= 1) {
    for (const node of components[component] as readonly Node[]) {
      for (const child of node.children) add(child, bits[component] as bigint);
    }
  }
  return new Map([...componentOf].map(([node, component]) => [node, bits[component] as bigint]));
}

/** The places of the bits that are set, in ascending order. */
export function placesOfBits(bits: bigint): number[] {
  const digits = bits.toString(16);
  const found: number[] = [];
  for (let at = digits.length - 1; at >= 0; at -= 1) {
    const digit = Number.parseInt(digits.charAt(at), 16);
    for (let bit = 0; bit < 4; bit += 1) if (digit & (1 << bit)) found.push((digits.length - 1 - at) * 4 + bit);
  }
  return found;
}

interface Components<Node> {
  readonly components: readonly (readonly Node[])[];
  readonly componentOf: ReadonlyMap<Node, number>;
}

/** The strongly connected components by Tarjan's algorithm, without recursion: a chain of schemas may be long. */
function componentsOf<Node extends GraphNode<Node>>(starts: readonly Node[]): Components<Node> {
  interface Visit {
    readonly node: Node;
    readonly index: number;
    readonly rest: Iterator<Node>;
    /** The earliest visit of a node of the same component that is known. */
    low: number;
  }
  const visits = new Map<Node, Visit>();
  const components: Node[][] = [];
  const componentOf = new Map<Node, number>();
  const path: Visit[] = [];
  const open: Node[] = [];
  const enter = (node: Node): void => {
    const visit = { node, index: visits.size, rest: node.children.values(), low: visits.size };
    visits.set(node, visit);
    path.push(visit);
    open.push(node);
  };
  for (const start of starts) {
    if (visits.has(start)) continue;
    enter(start);
    for (let visit = path.at(-1); visit !== undefined; visit = path.at(-1)) {
      const { value: child, done } = visit.rest.next();
      if (done !== true) {
        const known = visits.get(child);
        if (known === undefined) enter(child);
        else if (!componentOf.has(child)) visit.low = Math.min(visit.low, known.index);
        continue;
      }
      path.pop();
      const parent = path.at(-1);
      if (parent !== undefined) parent.low = Math.min(parent.low, visit.low);
      if (visit.low !== visit.index) continue;
      const members = open.splice(open.lastIndexOf(visit.node));
      for (const member of members) componentOf.set(member, components.length);
      components.push(members);
    }
  }
  return { components, componentOf };
}
