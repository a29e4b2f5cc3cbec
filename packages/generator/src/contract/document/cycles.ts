/**
 * Finds the cycles of a graph: each edge that closes one is reported once, with the names on the way around it,
 * beginning with the one that the edge leads back to. No recursion: a chain can be as long as a document.
 */
export function findCycles(
  edges: ReadonlyMap<string, readonly string[]>,
  found: (cycle: readonly [string, ...string[]]) => void,
): void {
  const done = new Set<string>();
  for (const start of edges.keys()) {
    if (done.has(start)) continue;
    const path: { readonly name: string; next: number }[] = [{ name: start, next: 0 }];
    const placeOnPath = new Map([[start, 0]]);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const to = edges.get(top.name)?.[top.next++];
      if (to === undefined) {
        done.add(top.name);
        placeOnPath.delete(top.name);
        path.pop();
        continue;
      }
      const place = placeOnPath.get(to);
      if (place !== undefined) {
        found([to, ...path.slice(place + 1).map(({ name }) => name)]);
      } else if (!done.has(to)) {
        placeOnPath.set(to, path.length);
        path.push({ name: to, next: 0 });
      }
    }
  }
}
