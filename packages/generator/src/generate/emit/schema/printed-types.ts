import type { JsonValue } from '../../../base/json.js';
import { isObject } from '../../../base/json.js';

/** A type as text, and what binds its parts together: what is put around it depends on that. */
export interface Printed {
  readonly text: string;
  readonly binds: 'atom' | 'intersection' | 'union';
  /** The members of a union. */
  readonly members?: readonly Printed[];
}

export const UNKNOWN: Printed = { text: 'unknown', binds: 'atom' };
export const NEVER: Printed = { text: 'never', binds: 'atom' };
export const NULL: Printed = { text: 'null', binds: 'atom' };

export function atom(text: string): Printed {
  return { text, binds: 'atom' };
}

/** A type that can have `[]` behind it. */
export function enclosed({ text, binds }: Printed): string {
  return binds === 'atom' ? text : `(${text})`;
}

/** Any of these types. What another one includes is left out as far as its text shows it. */
export function unionOf(types: readonly Printed[]): Printed {
  const texts = new Map<string, Printed>();
  for (const type of types.flatMap((each) => each.members ?? [each])) {
    if (type.text === 'unknown') return UNKNOWN;
    if (type.text !== 'never') texts.set(type.text, type);
  }
  const members = [...texts.values()];
  const [only] = members;
  if (!only) return NEVER;
  if (members.length === 1) return only;
  const parts = members.map((type) => (type.binds === 'intersection' ? enclosed(type) : type.text));
  return { text: parts.join(' | '), binds: 'union', members };
}

/** All of these types at once. */
export function intersectionOf(types: readonly Printed[]): Printed {
  const texts = new Map<string, Printed>();
  for (const type of types) {
    if (type.text === 'never') return NEVER;
    if (type.text !== 'unknown') texts.set(type.text, type);
  }
  const [only, ...others] = texts.values();
  if (!only) return UNKNOWN;
  if (others.length === 0) return only;
  const parts = [only, ...others].map((type) => (type.binds === 'union' ? enclosed(type) : type.text));
  return { text: parts.join(' & '), binds: 'intersection' };
}

/** A value as the type that has it alone. */
export function literal(value: JsonValue): Printed {
  if (Array.isArray(value)) return atom(`[${value.map((each) => literal(each).text).join(', ')}]`);
  if (isObject(value)) {
    const members = Object.entries(value).map(([key, each]) => `${propertyKey(key)}: ${literal(each).text}`);
    return atom(members.length > 0 ? `{ ${members.join('; ')} }` : 'Record<string, never>');
  }
  if (typeof value === 'number' && !Number.isFinite(value)) return atom('number');
  return atom(typeof value === 'string' ? quoteDouble(value) : String(value));
}

/** A string literal in double quotes, with everything escaped that could end it or the line, or hide what follows. */
export function quoteDouble(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** The name of a member, quoted where it has to be. */
export function propertyKey(name: string): string {
  return /^[A-Za-z_$][\w$]*$|^(0|[1-9]\d{0,8})$/.test(name) ? name : quoteDouble(name);
}
