import { canonical, isObject, type JsonValue, own } from '../../../base/json.js';
import { code } from './compared-node.js';
import type { Report } from './traversal.js';

/** Compares callbacks or webhooks: what a server calls. The client has no part in them, so they are compared as a whole. */
export function compareCallbacks(
  report: Report,
  old: JsonValue | undefined,
  now: JsonValue | undefined,
  at: { readonly pointer: string },
): void {
  const [before, after] = [isObject(old) ? old : {}, isObject(now) ? now : {}];
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [was, is] = [own(before, name), own(after, name)];
    const label = `callback ${code(name)}`;
    if (is === undefined) report.find('callback-removed', 'none', at, `${label} is gone`);
    else if (was === undefined) report.find('callback-added', 'none', at, `new ${label}`);
    else if (canonical(was) !== canonical(is)) report.find('callback-changed', 'none', at, `${label} changed`);
  }
}
