import { diagnose } from '../../base/catalogue.js';
import { type Diagnostic, quote } from '../../base/diagnostics.js';
import { type JsonObject, own } from '../../base/json.js';
import type { FilterOptions } from '../../base/operation-selection.js';
import { similar } from '../../base/similar.js';

interface Entry {
  readonly side: 'include' | 'exclude';
  readonly kind: 'tags' | 'paths' | 'operations';
  readonly text: string;
  readonly fits: (path: string, operation: JsonObject) => boolean;
  isMatched: boolean;
}

/** Which operations of a contract are taken, before anything of them is checked. */
export class OperationFilter {
  readonly #options: FilterOptions;
  readonly #entries: readonly Entry[];
  readonly #known = { tags: new Set<string>(), paths: new Set<string>(), operations: new Set<string>() };

  private constructor(options: FilterOptions) {
    this.#options = options;
    this.#entries = (['include', 'exclude'] as const).flatMap((side) =>
      (['tags', 'paths', 'operations'] as const).flatMap((kind) =>
        (options[side]?.[kind] ?? []).map((text) => ({
          side,
          kind,
          text,
          fits: matcher(kind, text),
          isMatched: false,
        })),
      ),
    );
  }

  /** The filter of some options; undefined where they take every operation. */
  static of(options: FilterOptions): OperationFilter | undefined {
    return options.include || options.exclude ? new OperationFilter(options) : undefined;
  }

  /** Security schemes are named, not referred to; they stay. */
  readonly keepsSecurity = true;

  takes(path: string, operation: JsonObject): boolean {
    this.#known.paths.add(path);
    for (const tag of tagsOf(operation)) this.#known.tags.add(tag);
    const id = own(operation, 'operationId');
    if (typeof id === 'string') this.#known.operations.add(id);
    // Every entry is tried, so that one that another makes superfluous is not reported as matching nothing.
    const matched = this.#entries.filter((entry) => {
      const fits = entry.fits(path, operation);
      entry.isMatched ||= fits;
      return fits;
    });
    const { include, exclude } = this.#options;
    const isDeprecated = own(operation, 'deprecated') === true;
    const isIncluded =
      !include || matched.some(({ side }) => side === 'include') || (isDeprecated && include.deprecated === true);
    const isExcluded = matched.some(({ side }) => side === 'exclude') || (isDeprecated && exclude?.deprecated === true);
    return isIncluded && !isExcluded;
  }

  /** A warning for each entry that fits no operation. */
  unmatched(): Diagnostic[] {
    return this.#entries
      .filter(({ isMatched }) => !isMatched)
      .map(({ side, kind, text }) => {
        const near = similar(text, this.#known[kind]);
        const message = `\`${side}.${kind}\` speaks of ${quote(text)}, which no operation of the contract has`;
        return diagnose(
          'filter-unmatched',
          message,
          undefined,
          near === undefined ? undefined : `Did you mean ${quote(near)}?`,
        );
      });
  }
}

function matcher(kind: Entry['kind'], text: string): Entry['fits'] {
  if (kind === 'tags') return (_, operation) => tagsOf(operation).includes(text);
  if (kind === 'operations') return (_, operation) => own(operation, 'operationId') === text;
  const pattern = new RegExp(`^${text.split('*').map(escaped).join('.*')}$`, 's');
  return (path) => pattern.test(path);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function tagsOf(operation: JsonObject): string[] {
  const tags = own(operation, 'tags');
  return Array.isArray(tags) ? tags.filter((tag) => typeof tag === 'string') : [];
}
