import { dirname, resolve } from 'node:path';
import { diagnose } from '../../base/catalogue.js';
import { ContractError, type Diagnostic, quote } from '../../base/diagnostics.js';
import type { JsonValue } from '../../base/json.js';
import { isUrl, shownAddress } from '../../base/urls.js';
import type { LoadedContract, OpenApiDocument, SourceFile } from '../document/openapi.js';
import { formatPointer } from '../document/pointer.js';
import { checkDocument } from '../load/check-document.js';
import { DEFAULT_LIMITS } from '../load/limits.js';
import { Positions } from '../load/positions.js';
import { SourceFailure } from '../load/source-failure.js';
import { type Source, SourceStore } from '../load/source-store.js';
import { applyOverlay } from './apply-overlay.js';
import { danglingReferences } from './dangling-references.js';
import { type Overlay, readOverlay } from './overlay-document.js';

export interface OverlayOptions {
  /** Folder that paths are seen from, in `overlays` and in diagnostics. Default: the working folder. */
  readonly baseDir?: string;
  /** Documents that were read before. */
  readonly store?: SourceStore;
  /** Addresses that the contract also goes by: an overlay may name any of them by `extends`. */
  readonly aliases?: readonly string[];
}

/**
 * Applies documents of OpenAPI Overlay 1.0 or 1.1 (without `copy`) to a bundled contract, in the order given.
 *
 * Objects merge, an entry is appended to an array, other values are replaced; what a target matches several times changes
 * once. Beyond the specification, an action that matches nothing is an error, so that an overlay cannot rot unnoticed.
 * @param overlays paths or URLs
 * @throws ContractError with every problem of every overlay, each with its place in the overlay
 */
export async function applyOverlays(
  contract: LoadedContract,
  overlays: readonly string[],
  options: OverlayOptions = {},
): Promise<LoadedContract> {
  if (overlays.length === 0) return contract;
  const baseDir = options.baseDir ?? process.cwd();
  const store = options.store ?? new SourceStore(DEFAULT_LIMITS);
  const positions = new Positions((address) => shownAddress(address, baseDir));
  const problems: Diagnostic[] = [];
  const files: SourceFile[] = [];
  const names = [contract.files[0]?.path, ...(options.aliases ?? [])].flatMap((name) => name ?? []);
  let document = contract.document as unknown as JsonValue;
  for (const path of overlays) {
    const address = isUrl(path) ? new URL(path).href : resolve(baseDir, path);
    const source = isUrl(address) ? await store.fetch(address, () => true) : store.get(address, { allowRemote: false });
    if (source === undefined || source instanceof SourceFailure) {
      const why = source === undefined ? '' : ` ${source.message}`;
      problems.push(diagnose('overlay-unreadable', `The overlay ${quote(path)} cannot be read.${why}`));
      continue;
    }
    files.push({ path: source.address, sha256: source.sha256 });
    const before = problems.length;
    const overlay = readOverlay(source.value, (message, tokens) => {
      problems.push(diagnose('overlay-invalid', message, positions.locate(source, tokens)));
    });
    if (problems.length > before) continue;
    problems.push(...checkExtends(source, overlay, names, positions));
    document = applyOverlay(document, overlay, ({ code, message }, index) => {
      problems.push(diagnose(code, message, positions.locate(source, ['actions', String(index), 'target'])));
    });
  }
  // What overlays add has to be a contract, too; consequences of what failed are not told.
  if (problems.length === 0) {
    checkDocument(document as unknown as OpenApiDocument, (code, message, tokens, fix) => {
      const place = `At ${formatPointer(tokens) || 'the root'} after the overlays: ${message}`;
      problems.push(diagnose(code, place, contract.locate(formatPointer(tokens)), fix));
    });
    for (const { ref, pointer } of danglingReferences(document as unknown as OpenApiDocument)) {
      const message = `At ${pointer || 'the root'} after the overlays: $ref ${quote(ref)} leads nowhere`;
      problems.push(diagnose('ref-unresolved', message, contract.locate(pointer)));
    }
  }
  if (problems.some(({ severity }) => severity === 'error')) throw new ContractError(problems);
  return { ...contract, document: document as unknown as OpenApiDocument, files: [...contract.files, ...files] };
}

function checkExtends(source: Source, overlay: Overlay, names: readonly string[], positions: Positions): Diagnostic[] {
  if (overlay.extends === undefined) return [];
  const target = isUrl(overlay.extends) || isUrl(source.address) ? urlOf(overlay.extends, source.address) : undefined;
  const extended = target ?? resolve(dirname(source.address), overlay.extends);
  if (names.some((name) => (isUrl(name) ? new URL(name).href : resolve(name)) === extended)) return [];
  const message = `The overlay is for ${quote(overlay.extends)}, and is applied to ${quote(names[0] ?? 'another document')}.`;
  return [diagnose('overlay-extends', message, positions.locate(source, ['extends']))];
}

function urlOf(reference: string, base: string): string | undefined {
  return URL.canParse(reference, isUrl(base) ? base : undefined)
    ? new URL(reference, isUrl(base) ? base : undefined).href
    : undefined;
}
