import type { TagValues } from './point-columns.js';

/** Combinations of tags that are told apart, and with them the bytes that are kept; rows of others are written tag by tag. */
const MAX_COMBINATIONS = 65_536;

/** Numbers up to this are small integers of the engine. */
const MAX_NUMBER = 2 ** 30;

/** Tags that follow each other in a line, and for each row the number of the combination of their values. */
export interface TagGroup {
  readonly tags: readonly TagValues[];
  /** 0 up to `count`; −1 for a row whose tags are to be looked at. */
  readonly numbers: Int32Array;
  readonly count: number;
}

/** Numbers by row, and one more than the largest may be. */
interface Numbered {
  readonly numbers: Int32Array;
  readonly count: number;
}

/**
 * A number for each value of a tag, 0 for none; −1 for what cannot be a tag or is one value too many. Rows with the same tags
 * before it are likely to have the same value: to see that it is costs less than to look it up.
 */
function numbersOf(tag: TagValues, rows: number, before: Numbered): Numbered {
  const { values, indexes, nulls } = tag;
  const numbers = new Int32Array(rows);
  let count: number;
  if (indexes !== undefined) {
    const { length } = values as { readonly length: number };
    count = length + 1;
    for (let row = 0; row < rows; row++) {
      const index = indexes[row];
      if (index === undefined || index === null) continue;
      const number = (index as number) + 1;
      numbers[row] = number > 0 && number <= length && Number.isInteger(number) ? number : -1;
    }
  } else {
    const known = new Map<unknown, number>([
      [undefined, 0],
      [null, 0],
    ]);
    const lastValues = new Array<unknown>(before.count);
    const lastNumbers = new Int32Array(before.count);
    count = 1;
    for (let row = 0; row < rows; row++) {
      const value = values?.[row];
      const place = Math.max(0, before.numbers[row] as number);
      if (value !== lastValues[place]) {
        lastValues[place] = value;
        let number = known.get(value);
        if (number === undefined) {
          if (typeof value !== 'string' || value === '' || count > MAX_COMBINATIONS) number = -1;
          else {
            number = count++;
            known.set(value, number);
          }
        }
        lastNumbers[place] = number;
      }
      numbers[row] = lastNumbers[place] as number;
    }
  }
  if (nulls !== undefined) for (let row = 0; row < rows; row++) if (nulls[row]) numbers[row] = 0;
  return { numbers, count };
}

/** Numbers up to so many times the rows are looked up in a table; a larger one would take longer to make than a map. */
const TABLE = 16;

/** Numbers anew, from 0 and without gaps; returns how many there are. */
function renumber({ numbers, count }: Numbered): number {
  if (count <= TABLE * numbers.length) return renumberByTable(numbers, new Int32Array(count));
  const known = new Map<number, number>();
  let last = -1;
  let lastNumber = -1;
  for (let row = 0; row < numbers.length; row++) {
    const number = numbers[row] as number;
    if (number !== last) {
      last = number;
      const found = number < 0 ? -1 : known.get(number);
      if (found !== undefined) lastNumber = found;
      else if (known.size === MAX_COMBINATIONS) lastNumber = -1;
      else {
        lastNumber = known.size;
        known.set(number, lastNumber);
      }
    }
    numbers[row] = lastNumber;
  }
  return known.size;
}

/** The same by a table of the new numbers, each one more than it is. */
function renumberByTable(numbers: Int32Array, table: Int32Array): number {
  let known = 0;
  for (let row = 0; row < numbers.length; row++) {
    const number = numbers[row] as number;
    if (number < 0) continue;
    if (table[number] === 0 && known < MAX_COMBINATIONS) table[number] = ++known;
    numbers[row] = (table[number] as number) - 1;
  }
  return known;
}

/**
 * Groups tags, given in the order of the line, so that the tags of a row are one number as far as that goes: a thousand
 * series are then a thousand heads of lines, each encoded once. This goes by columns, which costs a fraction of going by
 * rows.
 */
export function groupTags(tags: readonly TagValues[], rows: number): TagGroup[] {
  const groups: { tags: TagValues[]; numbers: Int32Array; count: number }[] = [];
  // whether rows are likely to have the same tags as others
  let repeats = true;
  for (const tag of tags) {
    const group = groups.at(-1);
    if (repeats && group !== undefined && group.count > rows && tag.indexes === undefined) {
      group.count = renumber(group);
      repeats = group.count <= rows / 2;
    }
    const { numbers, count } = numbersOf(tag, rows, (repeats && group) || { numbers: new Int32Array(rows), count: 1 });
    if (group !== undefined && group.count * count > MAX_NUMBER) group.count = renumber(group);
    if (group === undefined || group.count * count > MAX_NUMBER) {
      groups.push({ tags: [tag], numbers, count });
      continue;
    }
    const all = group.numbers;
    for (let row = 0; row < rows; row++) {
      const before = all[row] as number;
      const number = numbers[row] as number;
      all[row] = before < 0 || number < 0 ? -1 : before * count + number;
    }
    group.tags.push(tag);
    group.count *= count;
  }
  for (const group of groups) if (group.count > Math.min(MAX_COMBINATIONS, rows / 2)) group.count = renumber(group);
  return groups;
}
