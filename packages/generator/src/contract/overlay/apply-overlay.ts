import { kindOf } from '@influxkit/internal/message';
import { exec } from 'jsonpath-rfc9535';
import { isObject, type JsonObject, type JsonValue, own, put } from '../../base/json.js';
import { formatPointer } from '../document/pointer.js';
import type { Action, Overlay } from './overlay-document.js';

/** Why an action could not be applied. */
export class ActionFailure extends Error {
  readonly code: 'overlay-target' | 'overlay-unmatched' | 'overlay-incompatible';

  constructor(code: ActionFailure['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * Applies the actions of an overlay, each to the result of the one before. The document that is given stays as it is.
 * @throws what `failed` throws for an action that cannot be applied; if it throws nothing, the action is left out
 */
export function applyOverlay(
  document: JsonValue,
  { actions, version }: Overlay,
  failed: (failure: ActionFailure, index: number) => void,
): JsonValue {
  const root: { $: JsonValue } = { $: copy(document) };
  for (const [index, action] of actions.entries()) {
    try {
      apply(root, action, version);
    } catch (error) {
      if (!(error instanceof ActionFailure)) throw error;
      failed(error, index);
    }
  }
  return root.$;
}

type Path = readonly (string | number)[];

function apply(root: { $: JsonValue }, action: Action, version: Overlay['version']): void {
  const paths = select(root.$, action.target);
  if (paths.length === 0) {
    throw new ActionFailure('overlay-unmatched', `\`${action.target}\` matches nothing; the action changes nothing.`);
  }
  if (action.remove) {
    if (paths.some((path) => path.length === 0)) {
      throw new ActionFailure('overlay-incompatible', 'The whole document cannot be removed.');
    }
    remove(root.$, paths);
    return;
  }
  const update = action.update === undefined ? copied(root.$, action) : action.update;
  // An action with neither changes nothing.
  if (update === undefined) return;
  // All is checked before anything is changed: an action is applied whole or not at all.
  checkKinds(root.$, action.target, paths, version);
  for (const path of paths) {
    const value = lookup(root.$, path);
    if (version === '1.0' && !Array.isArray(value) && !isObject(value)) {
      throw new ActionFailure(
        'overlay-incompatible',
        `\`${action.target}\` leads to ${kindOf(value)} at ${show(path)}; in Overlay 1.0 only an object or an array is updated.`,
      );
    }
    if (!Array.isArray(value)) checkMerge(value, update, path);
  }
  for (const path of paths) updateAt(root, path, update, version);
}

/** What `copy` leads to, as it stands before the action; undefined without `copy`. */
function copied(document: JsonValue, action: Action): JsonValue | undefined {
  if (action.copy === undefined) return undefined;
  const paths = select(document, action.copy);
  const [path] = paths;
  if (path === undefined || paths.length > 1) {
    const many = paths.length === 0 ? 'nothing' : `${paths.length} places`;
    throw new ActionFailure('overlay-incompatible', `\`copy\` is of one place; \`${action.copy}\` matches ${many}.`);
  }
  const value = lookup(document, path);
  return value === undefined ? undefined : copy(value);
}

/** From 1.1 on, what one target selects is all objects, all arrays or all primitives. */
function checkKinds(document: JsonValue, target: string, paths: readonly Path[], version: Overlay['version']): void {
  if (version === '1.0') return;
  const [first = [], ...more] = paths;
  const kind = shape(lookup(document, first));
  const other = more.find((path) => shape(lookup(document, path)) !== kind);
  if (other === undefined) return;
  const [one, two] = [first, other].map((path) => `${kindOf(lookup(document, path))} at ${show(path)}`);
  throw new ActionFailure(
    'overlay-incompatible',
    `\`${target}\` leads to ${one} and to ${two}; it selects objects only, arrays only or primitives only.`,
  );
}

/** Places that a JSONPath selects, each once, in the order of the selection. */
function select(document: JsonValue, target: string): Path[] {
  const found = new Map<string, Path>();
  try {
    exec(document, target, (_, path) => {
      const place = [...path].map((step) => (typeof step === 'number' ? step : memberName(String(step))));
      found.set(formatPointer(place.map(String)), place);
    });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new ActionFailure('overlay-target', `\`${target}\` is not a JSONPath: ${error.message}`);
  }
  return [...found.values()];
}

const escapes: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/** The name of a member from that of a normalized path, in which quotes, backslashes and control characters are escaped. */
function memberName(normalized: string): string {
  return normalized.replaceAll(/\\(?:u([\dA-Fa-f]{4})|(.))/g, (_, hex: string | undefined, letter: string) =>
    hex === undefined ? (escapes[letter] ?? letter) : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

function lookup(document: JsonValue, path: Path): JsonValue | undefined {
  let value: JsonValue | undefined = document;
  for (const step of path) value = own(value, String(step));
  return value;
}

/** Removes from the end, in whatever order it was selected, so that the indexes of what is still to be removed hold. */
function remove(document: JsonValue, paths: readonly Path[]): void {
  for (const path of paths.toSorted(fromTheEnd)) {
    const parent = lookup(document, path.slice(0, -1));
    const last = path.at(-1);
    if (Array.isArray(parent)) parent.splice(Number(last), 1);
    else if (isObject(parent)) delete parent[String(last)];
  }
}

/** What lies inside of something comes before it, and a later entry of an array before an earlier one. */
function fromTheEnd(a: Path, b: Path): number {
  const length = Math.min(a.length, b.length);
  for (let depth = 0; depth < length; depth += 1) {
    const [x, y] = [a[depth], b[depth]];
    if (x === y) continue;
    // Members of an object do not move when others are removed, but they are kept together.
    return typeof x === 'number' && typeof y === 'number' ? y - x : String(x) < String(y) ? 1 : -1;
  }
  return b.length - a.length;
}

function updateAt(root: { $: JsonValue }, path: Path, value: JsonValue, version: Overlay['version']): void {
  const target = lookup(root.$, path);
  // From 1.1 on an array is concatenated; before, whatever it is becomes one entry.
  if (Array.isArray(target)) target.push(...(version === '1.1' && Array.isArray(value) ? value : [value]).map(copy));
  else if (isObject(target) && isObject(value)) merge(target, value);
  else set(root, path, copy(value));
}

function set(root: { $: JsonValue }, path: Path, value: JsonValue): void {
  const last = path.at(-1);
  const parent = lookup(root.$, path.slice(0, -1));
  if (last === undefined) root.$ = value;
  else if (Array.isArray(parent)) parent[Number(last)] = value;
  else if (isObject(parent)) put(parent, String(last), value);
}

/** Objects merge, lists grow, and all else is replaced. */
function merge(target: JsonObject, update: JsonObject): void {
  for (const [key, value] of Object.entries(update)) {
    const before = own(target, key);
    if (isObject(before) && isObject(value)) merge(before, value);
    else if (Array.isArray(before) && Array.isArray(value)) before.push(...value.map(copy));
    else put(target, key, copy(value));
  }
}

function checkMerge(target: JsonValue | undefined, update: JsonValue, path: Path): void {
  if (shape(target) !== shape(update)) {
    throw new ActionFailure(
      'overlay-incompatible',
      `At ${show(path)} stands ${kindOf(target)}, and the update is ${kindOf(update)}.`,
    );
  }
  if (!isObject(target) || !isObject(update)) return;
  for (const [key, value] of Object.entries(update)) {
    const before = own(target, key);
    if (before !== undefined) checkMerge(before, value, [...path, key]);
  }
}

function shape(value: JsonValue | undefined): 'object' | 'list' | 'value' {
  if (Array.isArray(value)) return 'list';
  return isObject(value) ? 'object' : 'value';
}

function show(path: Path): string {
  return path.length === 0 ? 'the root' : `\`${formatPointer(path.map(String))}\``;
}

/** A copy that shares nothing, in which `__proto__` is a key as any other. */
function copy(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(copy);
  if (!isObject(value)) return value;
  const made: JsonObject = {};
  for (const [key, item] of Object.entries(value)) put(made, key, copy(item));
  return made;
}
