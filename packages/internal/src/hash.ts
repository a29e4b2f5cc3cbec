// FNV-1a: hashes that distinguish strings, not ones that keep secrets.

/** What a hash of FNV-1a begins with. */
export const FNV_OFFSET = 0x811c9dc5;

/** The hash after one more byte, or UTF-16 unit; `>>> 0` makes the last one a non-negative integer. */
export const fnvStep = (hash: number, unit: number): number => Math.imul(hash ^ unit, 0x01000193);

/**
 * 53 bits that stand for a string: two hashes of different seeds. Among 10,000 strings two different ones are taken for
 * the same once in 180 million times.
 */
export function digest(text: string): number {
  let one = FNV_OFFSET;
  let two = 0x9dc5811c;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    one = fnvStep(one, unit);
    two = fnvStep(two, unit + index);
  }
  return (one >>> 0) * 2 ** 21 + (two >>> 11);
}
