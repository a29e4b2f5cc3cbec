import { random } from '../random.js';

/** Numbers that look random and are the same in every run. */
export interface Random {
  /** A number from 0 up to and without 1. */
  next(): number;
  /** A whole number from 0 up to and without `bound`. */
  below(bound: number): number;
}

/** A source of numbers that depends on a string alone, such as the name of an operation (its FNV-1a is the seed). */
export function seeded(text: string): Random {
  let seed = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) seed = Math.imul(seed ^ text.charCodeAt(index), 0x01000193);
  const next = random(seed);
  return { next, below: (bound) => Math.floor(next() * bound) };
}
