import { resolve } from 'node:path';
import { own } from '../../base/json.js';
import { DEFAULT_LIMITS } from '../../base/limits.js';
import { isUrl } from '../../base/urls.js';
import { SourceFailure } from './source-failure.js';
import { SourceStore } from './source-store.js';

/** The title of a contract; undefined where it has none, or cannot be read: reading it says why. */
export async function titleOf(input: string, baseDir: string): Promise<string | undefined> {
  const store = new SourceStore(DEFAULT_LIMITS);
  const source = isUrl(input)
    ? await store.fetch(new URL(input).href, () => true)
    : store.get(resolve(baseDir, input), { allowRemote: false });
  if (source === undefined || source instanceof SourceFailure) return undefined;
  const title = own(own(source.value, 'info'), 'title');
  return typeof title === 'string' ? title : undefined;
}
