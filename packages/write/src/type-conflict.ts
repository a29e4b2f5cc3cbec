import { indexAt, lineCount, type Parcel } from './batch.js';

const VALUES: Readonly<Record<string, string>> = {
  float: '[-+0-9.eE]+',
  integer: '[-+0-9]+i',
  unsigned: '[0-9]+u',
  boolean: '[tTfF][a-zA-Z]*',
  string: '"',
};

/**
 * Parts a parcel by the words of a type conflict: the lines that it is not about, then those that it may be. A whole
 * measurement in conflict is so found in two requests, where halving would take thousands. A wrong guess costs a request
 * and no more, since both parts are sent.
 *
 * Undefined where the words say nothing of the kind, or one part would be empty.
 */
export function conflictSides(said: string, parcel: Parcel): [Parcel, Parcel] | undefined {
  const words = /input field "((?:[^"\\]|\\.)*)" on measurement "((?:[^"\\]|\\.)*)" is type (\w+)/.exec(said);
  const value = words && VALUES[words[3] ?? ''];
  if (!words || !value) return undefined;
  const field = escapeKey(unquote(words[1] ?? ''), /[,= ]/g);
  const measurement = escapeKey(unquote(words[2] ?? ''), /[, ]/g);
  const pattern = new RegExp(`[ ,]${forPattern(field)}=${value}`);

  const about: number[] = [];
  const others: number[] = [];
  const { batch } = parcel;
  for (let place = 0; place < lineCount(parcel); place++) {
    const index = indexAt(parcel, place);
    const text = batch.lines.text(index);
    const next = text.startsWith(measurement) ? text[measurement.length] : undefined;
    if ((next === ',' || next === ' ') && pattern.test(text)) about.push(index);
    else others.push(index);
  }
  if (about.length === 0 || others.length === 0) return undefined;
  return [
    { batch, indices: others },
    { batch, indices: about },
  ];
}

function unquote(text: string): string {
  return text.replace(/\\(["\\])/g, '$1');
}

function escapeKey(name: string, special: RegExp): string {
  return name.replace(special, '\\$&');
}

function forPattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
