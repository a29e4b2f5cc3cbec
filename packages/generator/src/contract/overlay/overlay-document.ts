import { kindOf } from '@influxkit/internal/message';
import { quote } from '../../base/diagnostics.js';
import { canonical, isObject, type JsonObject, type JsonValue, own } from '../../base/json.js';

/** An overlay, checked. */
export interface Overlay {
  /** From 1.1 on, primitive values may be updated, arrays are concatenated, and there is `copy`. */
  readonly version: '1.0' | '1.1';
  /** The document that it is for. */
  readonly extends?: string;
  readonly actions: readonly Action[];
}

export interface Action {
  readonly target: string;
  /** What is merged. Without effect where `remove` is true. */
  readonly update?: JsonValue;
  /** Where in the document stands what is merged, if there is no `update`: a JSONPath. */
  readonly copy?: string;
  readonly remove: boolean;
}

/** Tells what is wrong, and where in the overlay. */
export type Complain = (message: string, tokens: readonly string[]) => void;

/** Reads an overlay. Every problem is reported; with one, the overlay must not be applied. */
export function readOverlay(value: JsonValue, complain: Complain): Overlay {
  if (!isObject(value)) {
    complain(`An overlay is an object; this is ${kindOf(value)}.`, []);
    return { version: '1.0', actions: [] };
  }
  const version = own(value, 'overlay');
  if (typeof version !== 'string' || !/^1\.[01]\.\d+$/.test(version)) {
    const given = typeof version === 'string' ? quote(version) : kindOf(version);
    complain(`\`overlay\` is the version of the specification, 1.0.x or 1.1.x; this is ${given}.`, ['overlay']);
  }
  const minor = typeof version === 'string' && !version.startsWith('1.0') ? '1.1' : '1.0';
  readInfo(own(value, 'info'), minor, complain);
  onlyKnown(value, ['overlay', 'info', 'extends', 'actions'], [], complain);
  const base = own(value, 'extends');
  if (base !== undefined && typeof base !== 'string') {
    complain(`\`extends\` is the address of a document; this is ${kindOf(base)}.`, ['extends']);
  }
  return {
    version: minor,
    actions: readActions(own(value, 'actions'), minor, complain),
    ...(typeof base === 'string' && { extends: base }),
  };
}

function readInfo(info: JsonValue | undefined, version: Overlay['version'], complain: Complain): void {
  if (!isObject(info)) {
    complain(`\`info\` is an object with title and version; this is ${kindOf(info)}.`, ['info']);
    return;
  }
  for (const key of ['title', 'version']) {
    const text = own(info, key);
    if (typeof text !== 'string') complain(`\`info.${key}\` is a string; this is ${kindOf(text)}.`, ['info', key]);
  }
  const description = own(info, 'description');
  if (description !== undefined && typeof description !== 'string') {
    complain(`\`info.description\` is a string; this is ${kindOf(description)}.`, ['info', 'description']);
  }
  onlyKnown(info, ['title', 'version', ...(version === '1.1' ? ['description'] : [])], ['info'], complain);
}

function readActions(list: JsonValue | undefined, version: Overlay['version'], complain: Complain): Action[] {
  if (!Array.isArray(list) || list.length === 0) {
    const given = Array.isArray(list) ? 'an empty array' : kindOf(list);
    complain(`\`actions\` is an array with at least one action; this is ${given}.`, ['actions']);
    return [];
  }
  const seen = new Set<string>();
  return list.flatMap((item, index) => {
    const at = ['actions', String(index)];
    const text = canonical(item);
    if (seen.has(text)) complain('This action is there twice; the actions of an overlay differ from each other.', at);
    seen.add(text);
    return readAction(item, version, at, complain);
  });
}

function readAction(item: JsonValue, version: Overlay['version'], at: readonly string[], complain: Complain): Action[] {
  if (!isObject(item)) {
    complain(`An action is an object; this is ${kindOf(item)}.`, at);
    return [];
  }
  const [target, description, remove] = [own(item, 'target'), own(item, 'description'), own(item, 'remove')];
  const copy = own(item, 'copy');
  const isNewer = version === '1.1';
  onlyKnown(item, ['target', 'description', 'update', 'remove', ...(isNewer ? ['copy'] : [])], at, complain);
  if (isNewer && copy !== undefined && typeof copy !== 'string') {
    complain(`\`copy\` of an action is a JSONPath; this is ${kindOf(copy)}.`, [...at, 'copy']);
  }
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
  if (!target.startsWith('$')) {
    complain(`A \`target\` is a JSONPath, which begins with \`$\`; this is ${quote(target)}.`, [...at, 'target']);
  }
  const update = own(item, 'update');
  return [
    {
      target,
      remove: remove === true,
      ...(update !== undefined && { update }),
      ...(isNewer && typeof copy === 'string' && { copy }),
    },
  ];
}

function onlyKnown(object: JsonObject, known: readonly string[], at: readonly string[], complain: Complain): void {
  for (const key of Object.keys(object)) {
    if (known.includes(key) || key.startsWith('x-')) continue;
    complain(`${quote(key)} has no meaning there; only ${known.join(', ')} and extensions (x-…) have.`, [...at, key]);
  }
}
