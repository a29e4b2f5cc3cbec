import { dirname, resolve } from 'node:path';
import { diagnose } from '../../base/catalogue.js';
import { ContractError, type Diagnostic, quote, type Report } from '../../base/diagnostics.js';
import type { JsonValue } from '../../base/json.js';
import { DEFAULT_LIMITS } from '../../base/limits.js';
import { type SeverityPolicy, withPolicy } from '../../base/severity-policy.js';
import { isUrl, shownAddress } from '../../base/urls.js';
import type { LoadedContract, SourceFile } from '../document/openapi.js';
import { checkAgain, type LoadOptions, loadContract } from '../load/load-contract.js';
import { Positions } from '../load/positions.js';
import { SourceFailure } from '../load/source-failure.js';
import { type Source, SourceStore } from '../load/source-store.js';
import { applyOverlay } from './apply-overlay.js';
import { type Overlay, readOverlay } from './overlay-document.js';

export interface OverlayOptions extends SeverityPolicy {
  /**
   * Folder that paths are seen from, in `overlays` and in diagnostics.
   *
   * @default the working folder
   */
  readonly baseDir?: string;
  /**
   * Documents that were read before.
   *
   * @default documents are read anew
   */
  readonly store?: SourceStore;
  /**
   * Addresses that the contract also goes by: an overlay may name any of them by `extends`.
   *
   * @default none
   */
  readonly aliases?: readonly string[];
  /**
   * Takes warnings.
   *
   * @default they are dropped
   */
  readonly report?: Report;
}

export interface OverlaidOptions extends LoadOptions {
  /**
   * Paths or URLs of the overlays, in the order in which they are applied.
   *
   * @default none
   */
  readonly overlays?: readonly string[];
  /**
   * As for `applyOverlays`.
   *
   * @default none
   */
  readonly aliases?: readonly string[];
}

/**
 * Reads a contract and applies overlays to it before anything is checked: so an overlay can mend what would be refused. A
 * contract that is split into files is put together first.
 * @throws ContractError with all problems found, if one of them is an error
 */
export async function loadOverlaid(input: string, options: OverlaidOptions = {}): Promise<LoadedContract> {
  const { overlays = [], aliases = [] } = options;
  if (overlays.length === 0) return loadContract(input, options);
  const set = await OverlaySet.read(overlays, options);
  return loadContract(input, options, (document, address) => ({
    document: set.apply(document, [address, ...aliases]),
    files: set.files,
  }));
}

/**
 * Applies documents of OpenAPI Overlay 1.0 or 1.1 to a bundled contract, in the order given, and checks what comes of it.
 *
 * Objects merge, an entry is appended to an array (or, since 1.1, an array concatenated), other values are replaced; what a
 * target matches several times changes once. An action that matches nothing is a warning, so that an overlay cannot rot
 * unnoticed.
 * @param overlays paths or URLs
 * @throws ContractError with every problem of every overlay, each with its place in the overlay
 */
export async function applyOverlays(
  contract: LoadedContract,
  overlays: readonly string[],
  options: OverlayOptions = {},
): Promise<LoadedContract> {
  if (overlays.length === 0) return contract;
  const set = await OverlaySet.read(overlays, options);
  const names = [contract.files[0]?.path, ...(options.aliases ?? [])].flatMap((name) => name ?? []);
  const document = set.apply(contract.document as unknown as JsonValue, names);
  const checked = checkAgain(contract, document, options, options.report);
  return { ...checked, files: [...contract.files, ...set.files] };
}

/** Overlays that were read, in the order in which they are applied. */
class OverlaySet {
  readonly #overlays: readonly { readonly source: Source; readonly overlay: Overlay }[];
  readonly #positions: Positions;
  readonly #options: OverlayOptions;
  /**
   * What is wrong with the overlays themselves: reported with what cannot be applied, so that all is reported at once.
   */
  readonly #unread: readonly Diagnostic[];

  private constructor(
    overlays: readonly { readonly source: Source; readonly overlay: Overlay }[],
    positions: Positions,
    options: OverlayOptions,
    unread: readonly Diagnostic[],
  ) {
    this.#unread = unread;
    this.#overlays = overlays;
    this.#positions = positions;
    this.#options = options;
  }

  static async read(paths: readonly string[], options: OverlayOptions): Promise<OverlaySet> {
    const baseDir = options.baseDir ?? process.cwd();
    const store = options.store ?? new SourceStore(DEFAULT_LIMITS);
    const positions = new Positions((address) => shownAddress(address, baseDir));
    const problems: Diagnostic[] = [];
    const read: { source: Source; overlay: Overlay }[] = [];
    for (const path of paths) {
      const address = isUrl(path) ? new URL(path).href : resolve(baseDir, path);
      const source = isUrl(address)
        ? await store.fetch(address, () => true)
        : store.get(address, { allowRemote: false });
      if (source === undefined || source instanceof SourceFailure) {
        const why = source === undefined ? '' : ` ${source.message}`;
        problems.push(diagnose('overlay-unreadable', `The overlay ${quote(path)} cannot be read.${why}`));
        continue;
      }
      const before = problems.length;
      const overlay = readOverlay(source.value, (message, tokens) => {
        problems.push(diagnose('overlay-invalid', message, positions.locate(source, tokens)));
      });
      if (problems.length === before) read.push({ source, overlay });
    }
    return new OverlaySet(read, positions, options, problems);
  }

  get files(): SourceFile[] {
    return this.#overlays.map(({ source: { address: path, sha256 } }) => ({ path, sha256 }));
  }

  /**
   * @param names addresses that the document goes by
   * @throws ContractError for actions that cannot be applied; what is only a warning goes to the report
   */
  apply(before: JsonValue, names: readonly string[]): JsonValue {
    const problems: Diagnostic[] = [];
    let document = before;
    for (const { source, overlay } of this.#overlays) {
      problems.push(...this.#extends(source, overlay, names));
      document = applyOverlay(document, overlay, ({ code, message }, index) => {
        const at = this.#positions.locate(source, ['actions', String(index), 'target']);
        problems.push(diagnose(code, message, at));
      });
    }
    const leveled = [...problems, ...this.#unread].flatMap((problem) => withPolicy(problem, this.#options) ?? []);
    if (leveled.some(({ severity }) => severity === 'error')) throw new ContractError(leveled);
    for (const problem of leveled) this.#options.report?.(problem);
    return document;
  }

  #extends(source: Source, overlay: Overlay, names: readonly string[]): Diagnostic[] {
    if (overlay.extends === undefined) return [];
    const target = isUrl(overlay.extends) || isUrl(source.address) ? urlOf(overlay.extends, source.address) : undefined;
    const extended = target ?? resolve(dirname(source.address), overlay.extends);
    if (names.some((name) => (isUrl(name) ? new URL(name).href : resolve(name)) === extended)) return [];
    const message = `The overlay is for ${quote(overlay.extends)}, and is applied to ${quote(names[0] ?? 'another document')}.`;
    return [diagnose('overlay-extends', message, this.#positions.locate(source, ['extends']))];
  }
}

function urlOf(reference: string, base: string): string | undefined {
  return URL.canParse(reference, isUrl(base) ? base : undefined)
    ? new URL(reference, isUrl(base) ? base : undefined).href
    : undefined;
}
