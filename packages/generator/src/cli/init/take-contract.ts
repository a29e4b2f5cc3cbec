import { resolve } from 'node:path';
import { stringify } from 'yaml';
import { DEFAULT_LIMITS } from '../../base/limits.js';
import { isInside, relativePath } from '../../base/paths.js';
import { isUrl, shownUrl } from '../../base/urls.js';
import type { OpenApiDocument } from '../../contract/document/openapi.js';
import { loadContract } from '../../contract/load/load-contract.js';
import { SourceFailure } from '../../contract/load/source-failure.js';
import { SourceStore } from '../../contract/load/source-store.js';

/** A contract that a repository is to have. */
export interface TakenContract {
  readonly document: OpenApiDocument;
  /** Its path from the root, where it is in the repository already. */
  readonly inside?: string;
  /** What its file has to hold, where it comes from elsewhere: always YAML, for that is what `influxkit pull` writes to. */
  readonly text: string;
  /** Where it was published, so that it can be pulled from there again. */
  readonly upstream?: string;
}

/**
 * Reads a contract, whole. One of the network, or from outside the repository, becomes one file.
 * @throws ContractError if it has errors
 */
export async function takeContract(source: string, root: string): Promise<TakenContract> {
  const store = new SourceStore(DEFAULT_LIMITS);
  const { document, files } = await loadContract(source, { baseDir: root, store });
  const path = isUrl(source) ? undefined : resolve(root, source);
  const isHere = path !== undefined && isInside(root, path);
  return {
    document,
    text: textOf(document, files.length === 1 ? files[0]?.path : undefined, store),
    ...(isHere && { inside: relativePath(root, path) }),
    // An address with a secret in its query is not for a file that is committed.
    ...(isUrl(source) && shownUrl(source) === new URL(source).href && { upstream: source }),
  };
}

/** As it was written, comments included, where it is one file of YAML; bundled otherwise. */
function textOf(document: OpenApiDocument, only: string | undefined, store: SourceStore): string {
  const source = only === undefined ? undefined : store.get(only, { allowRemote: true });
  if (source !== undefined && !(source instanceof SourceFailure) && source.format === 'yaml') return source.text;
  return stringify(document, { lineWidth: 120, aliasDuplicateObjects: false });
}

/** The segments that all paths begin with and that name no resource: `/api/v2`. */
export function commonPrefix({ paths }: OpenApiDocument): string | undefined {
  const [first, ...others] = Object.keys(paths).map((path) => path.split('/').slice(1));
  if (first === undefined) return undefined;
  const length = first.findIndex(
    (segment, index) => !/^(api|rest|v\d+(\.\d+)*)$/i.test(segment) || others.some((other) => other[index] !== segment),
  );
  return length > 0 ? `/${first.slice(0, length).join('/')}` : undefined;
}
