// Objects of one layout, many times over: how rows are made fast.

/** Makes a copy of a template. */
export type Clone = <Row extends object>(template: Row) => Row;

/** Sets an own property whatever its name; assigning `__proto__` would not. */
export const define = <Value>(row: Record<string, Value>, label: string, value: Value): void => {
  if (label === '__proto__') {
    Object.defineProperty(row, label, { value, writable: true, enumerable: true, configurable: true });
  } else {
    row[label] = value;
  }
};

/** Past this many properties V8 clones a hundred times slower than it assigns. */
const MOST_TO_CLONE = 120;

/**
 * An object that rows are cloned from, with a property for each label.
 *
 * Made by `JSON.parse`, for V8 then keeps all properties in the object itself, and clones it many times faster than
 * one whose properties were added. It also remembers what type of value each property has held and moves objects to
 * another layout when that changes; the samples (a number and a string among them) make it expect anything.
 */
export const templateOf = <Value>(labels: readonly string[], samples: readonly Value[]): Record<string, Value> => {
  const template: Record<string, Value> = JSON.parse(
    `{${labels.map((label) => `${JSON.stringify(label)}:null`).join()}}`,
  );
  // A property `__proto__` made by JSON.parse is its own, so that assigning it here and later is safe.
  for (const sample of samples) for (const label of labels) template[label] = sample;
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

/** A layout's place, and a row of it: the engine forgets a layout of which no object is left, and would begin anew. */
interface Place {
  readonly clone: Clone;
  readonly kept: object;
}

/** Layouts that have a place, in the order in which they came; never more than the sites serve. */
const places: Map<string, Place> = /* @__PURE__ */ new Map();

/** For layouts that came when every place was taken: as slow for the thousandth layout as for the first. */
const assign: Clone = <Row extends object>(template: Row) => {
  const row: Partial<Row> = {};
  for (const label in template) row[label] = template[label];
  return row as Row;
};

/** How to clone templates with these properties. */
export const cloneOf = (labels: readonly string[]): Clone => quickCloneOf(labels) ?? assign;

/** The same where that is faster than setting one property after the other; undefined where it is not. */
export const quickCloneOf = (labels: readonly string[]): Clone | undefined => {
  // A key `__proto__` must be copied, not assigned.
  if (labels.includes('__proto__')) return spread;
  if (labels.length > MOST_TO_CLONE) return undefined;
  const layout = labels.join('\n');
  const known = places.get(layout);
  if (known !== undefined) return known.clone;
  const site = sites[Math.floor(places.size / LAYOUTS_A_SITE)];
  if (site === undefined) return undefined;
  places.set(layout, { clone: site, kept: site(templateOf<unknown>(labels, [0, '', null])) });
  return site;
};

const spread: Clone = (template) => ({ ...template });
