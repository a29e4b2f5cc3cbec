/** Numbers that look random and are the same in every run. */
export interface Random {
  /** A number from 0 up to and without 1. */
  next(): number;
  /** A whole number from 0 up to and without `bound`. */
  below(bound: number): number;
}

/** A source of numbers that depends on a text alone, such as the name of an operation (FNV-1a, then mulberry32). */
export function seeded(text: string): Random {
  let state = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) state = Math.imul(state ^ text.charCodeAt(index), 0x01000193);
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return { next, below: (bound) => Math.floor(next() * bound) };
}
