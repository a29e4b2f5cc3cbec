import { isObject, type JsonValue, own } from '../../base/json.js';

/** Beside the changesets: which contract the changes of a product are counted from. */
export const RECORD = 'contracts.json';

/** What was released last, or stood at the beginning. */
export interface RecordEntry {
  /** Version of the package at that time. Another one in package.json: a release has been made since. */
  readonly version: string;
  /** Id of git's blob of the bundled contract. */
  readonly contract: string;
  /** Id of git's blob of the registry, for the names that methods had. */
  readonly operations?: string;
}

export type ContractRecord = Readonly<Record<string, RecordEntry>>;

/** Reads the record; what is not a record (a conflict of merging, say) counts as none. */
export function parseRecord(text: string | undefined): ContractRecord {
  if (text === undefined) return {};
  const found: Record<string, RecordEntry> = {};
  for (const [product, entry] of Object.entries(parse(text))) {
    if (!isObject(entry)) continue;
    const [version, contract, operations] = [own(entry, 'version'), own(entry, 'contract'), own(entry, 'operations')];
    if (typeof version !== 'string' || typeof contract !== 'string') continue;
    found[product] = { version, contract, ...(typeof operations === 'string' && { operations }) };
  }
  return found;
}

export function formatRecord(record: ContractRecord): string {
  const sorted = Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
  return `${JSON.stringify(sorted, null, 2)}\n`;
}

function parse(text: string): Record<string, JsonValue> {
  try {
    const value = JSON.parse(text) as JsonValue;
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}
