import { join } from 'node:path';
import { diagnose } from '../../base/catalogue.js';
import { ContractError } from '../../base/diagnostics.js';
import { isObject, type JsonValue, own } from '../../base/json.js';
import { readIfThere } from './read-if-there.js';

/**
 * Ids of changesets that a prerelease has used, by the `pre.json` of changesets. They stay in the folder until the final
 * release, whose changelog is made of all of them: to change or remove one would take its lines out of that.
 */
export function usedChangesets(folder: string): ReadonlySet<string> {
  const text = readIfThere(join(folder, 'pre.json'));
  if (text === undefined) return new Set();
  const used = changesetsOf(text);
  if (used !== undefined) return new Set(used);
  throw new ContractError([diagnose('changeset-prerelease', '`.changeset/pre.json` has no array `changesets`.')]);
}

function changesetsOf(text: string): string[] | undefined {
  try {
    const state = JSON.parse(text) as JsonValue;
    const used = isObject(state) ? own(state, 'changesets') : undefined;
    return Array.isArray(used) ? used.filter((id) => typeof id === 'string') : undefined;
  } catch {
    return undefined;
  }
}
