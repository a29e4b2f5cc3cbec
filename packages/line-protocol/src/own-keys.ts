const own = Object.prototype.hasOwnProperty;

/**
 * Whether a `for…in` that met `last` as its last key met inherited ones too. Every engine, by the specification, meets the
 * object's own keys first: so the last one tells for all, and to ask for each would cost a fifth of the time of a row.
 */
export function inherited(object: object, last: string): boolean {
  return !own.call(object, last);
}

/** The same keys and values without what is inherited, from anywhere. */
export function ownOnly<Kind extends object>(object: Kind): Kind {
  return Object.assign(Object.create(null), object);
}
