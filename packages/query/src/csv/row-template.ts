import type { FluxValue } from './cell-reader.js';

/** A row: its values by column label. `result` and `table` are among them where the answer has them. */
export type FluxRow = Record<string, FluxValue>;

type Clone = (template: FluxRow) => FluxRow;

/** Sets an own property whatever its name; assigning `__proto__` would not. */
export const define = <Value>(row: Record<string, Value>, label: string, value: Value): void => {
  if (label === '__proto__') {
    Object.defineProperty(row, label, { value, writable: true, enumerable: true, configurable: true });
  } else {
    row[label] = value;
  }
};

/** Past this many properties engines keep a hash table instead of a layout. */
const MOST_IN_LAYOUT = 1000;

/**
 * An object that rows are cloned from. Engines remember what kind of value each property has held and move objects
 * to another layout when it changes; a small number and a text at first tell them to expect anything.
 */
export const templateOf = <Value>(labels: readonly string[], samples: readonly Value[]): Record<string, Value> => {
  let template: Record<string, Value> = {};
  for (const sample of labels.length > MOST_IN_LAYOUT ? samples.slice(-1) : samples) {
    template = {};
    for (const label of labels) define(template, label, sample);
  }
  return template;
};

/**
 * Places in the code where templates are cloned. V8 keeps layouts per place, clones at once while there are at most four,
 * and is several to a hundred times slower once there are more; so each place serves few layouts.
 */
const sites: readonly Clone[] = [
  (template) => ({ ...template }),
  (template) => ({ ...template }),
  (template) => ({ ...template }),
  (template) => ({ ...template }),
  (template) => ({ ...template }),
  (template) => ({ ...template }),
  (template) => ({ ...template }),
  (template) => ({ ...template }),
  (template) => ({ ...template }),
  (template) => ({ ...template }),
  (template) => ({ ...template }),
  (template) => ({ ...template }),
];
const LAYOUTS_A_SITE = 2;

/** A layout's place, and a row of it: without any row left, the engine would forget the layout and what it has compiled. */
interface Place {
  readonly clone: Clone;
  readonly kept: FluxRow;
}

/** Layouts that have a place, in the order in which they came; never more than the sites serve. */
const places: Map<string, Place> = /* @__PURE__ */ new Map();

/** For layouts that came when every place was taken: as slow for the thousandth layout as for the first. */
const assign: Clone = (template) => {
  const row: FluxRow = {};
  for (const label in template) row[label] = template[label] as FluxValue;
  return row;
};

/** How to clone templates with these properties. */
export const cloneOf = (labels: readonly string[]): Clone => {
  // A key `__proto__` must be copied, not assigned.
  if (labels.length > MOST_IN_LAYOUT || labels.includes('__proto__')) return spread;
  const layout = labels.join('\n');
  const known = places.get(layout);
  if (known !== undefined) return known.clone;
  const site = sites[Math.floor(places.size / LAYOUTS_A_SITE)];
  if (site === undefined) return assign;
  places.set(layout, { clone: site, kept: site(templateOf<FluxValue>(labels, [0, '', null])) });
  return site;
};

const spread: Clone = (template) => ({ ...template });
