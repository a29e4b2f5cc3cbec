import { kindOf } from '@influxkit/internal/message';
import { quote } from '../../base/diagnostics.js';
import { isObject, type JsonObject, type JsonValue, own } from '../../base/json.js';

/** An overlay, checked. */
export interface Overlay {
  /** Whether primitive values may be targets: since version 1.1. */
  readonly primitives: boolean;
  /** The document that it is for. */
  readonly extends?: string;
  readonly actions: readonly Action[];
}

export interface Action {
  readonly target: string;
  /** What is merged. Without effect where `remove` is true. */
  readonly update?: JsonValue;
  readonly remove: boolean;
}

/** Tells what is wrong, and where in the overlay. */
export type Complain = (message: string, tokens: readonly string[]) => void;

/** Reads an overlay. Every problem is told; with one, the overlay must not be applied. */
export function readOverlay(value: JsonValue, complain: Complain): Overlay {
  if (!isObject(value)) {
    complain(`An overlay is an object; this is ${kindOf(value)}.`, []);
    return { primitives: false, actions: [] };
  }
  const version = own(value, 'overlay');
  if (typeof version !== 'string' || !/^1\.[01]\.\d+$/.test(version)) {
    const given = typeof version === 'string' ? quote(version) : kindOf(version);
    complain(`\`overlay\` is the version of the specification, 1.0.x or 1.1.x; this is ${given}.`, ['overlay']);
  }
  readInfo(own(value, 'info'), complain);
  onlyKnown(value, ['overlay', 'info', 'extends', 'actions'], [], complain);
  const base = own(value, 'extends');
  if (base !== undefined && typeof base !== 'string') {
    complain(`\`extends\` is the address of a document; this is ${kindOf(base)}.`, ['extends']);
  }
  return {
    primitives: typeof version === 'string' && !version.startsWith('1.0'),
    actions: readActions(own(value, 'actions'), complain),
    ...(typeof base === 'string' && { extends: base }),
  };
}

function readInfo(info: JsonValue | undefined, complain: Complain): void {
  if (!isObject(info)) {
    complain(`\`info\` is an object with title and version; this is ${kindOf(info)}.`, ['info']);
    return;
  }
  for (const key of ['title', 'version']) {
    const text = own(info, key);
    if (typeof text !== 'string') complain(`\`info.${key}\` is a string; this is ${kindOf(text)}.`, ['info', key]);
  }
  onlyKnown(info, ['title', 'version', 'description'], ['info'], complain);
}

function readActions(list: JsonValue | undefined, complain: Complain): Action[] {
  if (!Array.isArray(list) || list.length === 0) {
    const given = Array.isArray(list) ? 'an empty array' : kindOf(list);
    complain(`\`actions\` is an array with at least one action; this is ${given}.`, ['actions']);
    return [];
  }
  return list.flatMap((item, index) => readAction(item, ['actions', String(index)], complain));
}

function readAction(item: JsonValue, at: readonly string[], complain: Complain): Action[] {
  if (!isObject(item)) {
    complain(`An action is an object; this is ${kindOf(item)}.`, at);
    return [];
  }
  const [target, description, remove] = [own(item, 'target'), own(item, 'description'), own(item, 'remove')];
  onlyKnown(item, ['target', 'description', 'update', 'remove'], at, complain);
  if (description !== undefined && typeof description !== 'string') {
    complain(`\`description\` of an action is a string; this is ${kindOf(description)}.`, [...at, 'description']);
  }
  if (remove !== undefined && typeof remove !== 'boolean') {
    complain(`\`remove\` is true or false; this is ${kindOf(remove)}.`, [...at, 'remove']);
  }
  if (typeof target !== 'string') {
    complain(`An action has a \`target\`, a JSONPath; this is ${kindOf(target)}.`, [...at, 'target']);
    return [];
  }
  if (remove !== true && !Object.hasOwn(item, 'update')) complain('An action has `update`, or `remove: true`.', at);
  const update = own(item, 'update');
  return [{ target, remove: remove === true, ...(update !== undefined && { update }) }];
}

function onlyKnown(object: JsonObject, known: readonly string[], at: readonly string[], complain: Complain): void {
  for (const key of Object.keys(object)) {
    if (known.includes(key) || key.startsWith('x-')) continue;
    complain(`${quote(key)} has no meaning there; only ${known.join(', ')} and extensions (x-…) have.`, [...at, key]);
  }
}
