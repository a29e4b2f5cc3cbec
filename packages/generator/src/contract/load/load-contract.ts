import { dirname, resolve } from 'node:path';
import { CATALOGUE, diagnose } from '../../base/catalogue.js';
import { ContractError, type Diagnostic, quote, type Report } from '../../base/diagnostics.js';
import { isObject, type JsonObject, type JsonValue, own } from '../../base/json.js';
import { DEFAULT_LIMITS, type Limits } from '../../base/limits.js';
import type { FilterOptions } from '../../base/operation-selection.js';
import { type SeverityPolicy, withPolicy } from '../../base/severity-policy.js';
import { isUrl, shownAddress, shownUrl } from '../../base/urls.js';
import type { LoadedContract, OpenApiDocument, OpenApiVersion, SourceFile } from '../document/openapi.js';
import { formatPointer, parsePointer } from '../document/pointer.js';
import { Bundler } from './bundler.js';
import { mendDocument } from './mend-document.js';
import { openApiVersion } from './openapi-version.js';
import { OperationFilter } from './operation-filter.js';
import type { Origins } from './origins.js';
import { Positions } from './positions.js';
import { Abort, Problems } from './problems.js';
import type { ReferencePolicy } from './reference-policy.js';
import { References } from './references.js';
import { SourceFailure } from './source-failure.js';
import { type Source, SourceStore } from './source-store.js';

export interface LoadOptions extends SeverityPolicy, FilterOptions {
  /**
   * Folder that relative paths are seen from, and that paths in diagnostics are relative to.
   *
   * @default the working folder
   */
  readonly baseDir?: string;
  /**
   * Folder that local `$ref`s must stay in.
   *
   * @default the folder of the root document
   */
  readonly refRoot?: string;
  /**
   * Whether `$ref`s may lead to the network, or to another host than the contract came from.
   *
   * @default false
   */
  readonly allowRemoteRefs?: boolean;
  /**
   * What the contract may cost to read.
   *
   * @default see `Limits`
   */
  readonly limits?: Partial<Limits>;
  /**
   * Documents that were read before, to read files that contracts share only once. Its limits hold.
   *
   * @default documents are read anew
   */
  readonly store?: SourceStore;
  /**
   * Takes warnings.
   *
   * @default they are dropped
   */
  readonly report?: Report;
}

/** Changes a document before anything of it is checked. */
export type Rewrite = (
  document: JsonValue,
  /** Address of the root document. */
  address: string,
) => { readonly document: JsonValue; readonly files: readonly SourceFile[] };

/**
 * Reads a contract with everything that it refers to, checks it, and bundles it into one document. What is wrong with one
 * operation or one schema refuses nothing but that: it is a warning, unless `strict` or `diagnostics` say otherwise.
 * @param input path of a file, or a URL
 * @param rewrite changes the document before it is checked, such as overlays do
 * @throws ContractError with all problems found, if one of them is an error
 */
export async function loadContract(
  input: string,
  options: LoadOptions = {},
  rewrite?: Rewrite,
): Promise<LoadedContract> {
  const baseDir = options.baseDir ?? process.cwd();
  const store = options.store ?? new SourceStore({ ...DEFAULT_LIMITS, ...options.limits });
  const positions = new Positions((address) => shownAddress(address, baseDir));
  const address = isUrl(input) ? new URL(input).href : resolve(baseDir, input);
  const root = isUrl(input) ? await store.fetch(address, () => true) : store.get(address, { allowRemote: false });
  if (root instanceof SourceFailure || root === undefined) {
    throw new ContractError([failed(address, root, positions)]);
  }
  const loader = new Loader(root, store, policyOf(root.address, options, baseDir), options);
  const written = rewrite ? await loader.rewrite(rewrite, positions) : [];
  const { problems, references, document, origins, version, filter } = await loader.load();
  const found = problems.diagnostics(positions);
  for (const [failedAddress, { failure, place, reference }] of references.failures) {
    const location = positions.locate(place.source, [...place.tokens, '$ref']);
    const own = failed(failedAddress, failure, positions);
    const message = `$ref ${quote(reference)} leads to a document that cannot be used. ${own.message}`;
    // A part of the contract is missing, not the contract.
    found.push({ ...own, severity: 'warning', ...(own.location ? {} : { message, location }) });
  }
  found.push(...(filter?.unmatched() ?? []));
  const diagnostics = found.flatMap((diagnostic) => withPolicy(diagnostic, options) ?? []);
  for (const diagnostic of diagnostics) if (diagnostic.severity === 'warning') options.report?.(diagnostic);
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length > 0 || !document || !version || !origins) throw new ContractError(errors);

  const files = new Map([root, ...loader.sources].map((source) => [source.address, source]));
  return {
    document,
    version,
    files: [...[...files.values()].map(({ address: path, sha256 }) => ({ path, sha256 })), ...written],
    locate(pointer) {
      const tokens = parsePointer(pointer);
      const origin = tokens && origins.find(tokens);
      return origin && positions.locate(origin.source, origin.tokens);
    },
  };
}

/**
 * Checks and bundles a document that was changed after it was loaded.
 * @throws ContractError with all problems found, if one of them is an error
 */
export function checkAgain(
  contract: LoadedContract,
  document: JsonValue,
  policy: SeverityPolicy,
  report: Report | undefined,
): LoadedContract {
  const address = contract.files[0]?.path ?? 'contract.json';
  const source: Source = { address, sha256: '', text: '', format: 'json', value: document };
  const store = new SourceStore(DEFAULT_LIMITS);
  const problems = new Problems(DEFAULT_LIMITS.maxProblems, policy);
  const loader = new Loader(source, store, { allowRemote: false }, policy);
  const { document: checked } = loader.bundle(problems);
  const positions = new Positions(() => shownUrl(address));
  positions.alias(source, (tokens) => contract.locate(formatPointer(tokens)));
  const diagnostics = problems.diagnostics(positions).flatMap((diagnostic) => withPolicy(diagnostic, policy) ?? []);
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length > 0 || !checked) throw new ContractError(errors);
  for (const diagnostic of diagnostics) report?.(diagnostic);
  return { ...contract, document: checked };
}

interface Loaded {
  readonly problems: Problems;
  readonly references: References;
  readonly document?: OpenApiDocument;
  readonly origins?: Origins;
  readonly version?: OpenApiVersion;
  readonly filter?: OperationFilter | undefined;
}

class Loader {
  #root: Source;
  readonly #store: SourceStore;
  readonly #policy: ReferencePolicy;
  readonly #options: SeverityPolicy & FilterOptions;
  /** Every document that was read beside the root. */
  readonly sources = new Set<Source>();

  constructor(root: Source, store: SourceStore, policy: ReferencePolicy, options: SeverityPolicy & FilterOptions) {
    this.#root = root;
    this.#store = store;
    this.#policy = policy;
    this.#options = options;
  }

  /** Bundles; where documents of the network are missing, fetches them and bundles anew. Each round knows more of them. */
  async load(): Promise<Loaded> {
    for (;;) {
      const loaded = this.bundle(new Problems(this.#store.limits.maxProblems, this.#options));
      if (await this.#fetched(loaded.references)) return loaded;
    }
  }

  /** Lets a document be changed before it is checked: as it is written, or, where it is split into files, put together. */
  async rewrite(rewrite: Rewrite, positions: Positions): Promise<readonly SourceFile[]> {
    const before = this.#root;
    let value = before.value;
    let origins: Origins | undefined;
    if (refersToFiles(value)) {
      for (;;) {
        const problems = new Problems(this.#store.limits.maxProblems, SILENT);
        const references = new References(this.#store, this.#policy, problems);
        const version = openApiVersion(before, problems);
        if (!version) break;
        try {
          const bundler = new Bundler(before, version, references, problems, {
            limits: this.#store.limits,
            isRaw: true,
          });
          value = bundler.bundle();
          origins = bundler.origins;
        } catch (error) {
          if (!(error instanceof Abort)) throw error;
          throw new ContractError(problems.diagnostics(positions));
        }
        if (await this.#fetched(references)) break;
      }
    }
    const { document, files } = rewrite(value, before.address);
    this.#root = { ...before, value: document };
    const found = origins;
    if (found) positions.alias(this.#root, (tokens) => located(found, tokens, positions));
    return files;
  }

  async #fetched({ wanted, files }: References): Promise<boolean> {
    if (wanted.size === 0) {
      for (const source of files.values()) if (source !== this.#root) this.sources.add(source);
      return true;
    }
    const mayRedirect = ({ origin }: URL): boolean => this.#policy.allowRemote || origin === this.#policy.origin;
    await Promise.all([...wanted].map((address) => this.#store.fetch(address, mayRedirect)));
    return false;
  }

  bundle(problems: Problems, broken: ReadonlySet<string> = new Set()): Loaded {
    const { limits } = this.#store;
    const references = new References(this.#store, this.#policy, problems);
    const filter = OperationFilter.of(this.#options);
    try {
      const version = openApiVersion(this.#root, problems);
      if (!version) return { problems, references };
      const bundler = new Bundler(this.#root, version, references, problems, { limits, filter, broken });
      const document = bundler.bundle() as JsonObject & OpenApiDocument;
      const more = bundler.broken.filter((place) => !broken.has(place));
      // What refers to a component that cannot be used may stand before it: once more, now that it is known.
      if (more.length > 0) return this.bundle(problems, new Set([...broken, ...more]));
      document.paths ??= {};
      document.info ??= { title: '', version: '' };
      // With errors, or without documents that are yet to be fetched, what follows would be reports of consequences.
      const isStrictlyIncomplete = references.failures.size > 0 && this.#options.strict === true;
      if (references.wanted.size === 0 && !problems.hasErrors && !isStrictlyIncomplete) {
        this.#mend(document, bundler.origins, problems, filter !== undefined);
      }
      return { problems, references, document, origins: bundler.origins, version, filter };
    } catch (error) {
      if (!(error instanceof Abort)) throw error;
      return { problems, references };
    }
  }

  #mend(document: OpenApiDocument, origins: Origins, problems: Problems, dropsEmptyPaths: boolean): void {
    mendDocument(document, {
      dropsEmptyPaths,
      report: (code, message, pointer, fix) => {
        const origin = origins.find(pointer) ?? { source: this.#root, tokens: [] };
        problems.add(code, message, origin.source, origin.tokens, fix);
      },
      onMove: (from, to) => {
        const origin = origins.find(from);
        if (origin) origins.add(to, origin.source, origin.tokens);
      },
    });
  }
}

/** Of a document that is only put together nothing is reported: it is checked when it is whole. */
const SILENT: SeverityPolicy = {
  diagnostics: Object.fromEntries(
    Object.entries(CATALOGUE).flatMap(([code, { severity }]) => (severity === 'warning' ? [[code, 'off']] : [])),
  ),
};

/** Whether something in a document refers to another document. */
function refersToFiles(document: JsonValue): boolean {
  const waiting: JsonValue[] = [document];
  const seen = new Set<JsonValue>();
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (typeof next !== 'object' || next === null || seen.has(next)) continue;
    seen.add(next);
    const ref = own(next, '$ref');
    if (isObject(next) && typeof ref === 'string' && !ref.startsWith('#')) return true;
    waiting.push(...Object.values(next));
  }
  return false;
}

function located(
  origins: Origins,
  tokens: readonly string[],
  positions: Positions,
): ReturnType<Positions['locate']> | undefined {
  const origin = origins.find(tokens);
  return origin && positions.locate(origin.source, origin.tokens);
}

function policyOf(root: string, options: LoadOptions, baseDir: string): ReferencePolicy {
  const allowRemote = options.allowRemoteRefs ?? false;
  if (isUrl(root)) return { origin: new URL(root).origin, allowRemote };
  return { root: options.refRoot ? resolve(baseDir, options.refRoot) : dirname(root), allowRemote };
}

function failed(address: string, failure: SourceFailure | undefined, positions: Positions): Diagnostic {
  const code = failure?.code ?? 'document-unreadable';
  const message = `${quote(isUrl(address) ? shownUrl(address) : address)}: ${failure?.message ?? 'it was not read'}`;
  if (failure?.text === undefined || failure.offset === undefined) {
    return diagnose(code, message, undefined, failure?.fix);
  }
  const source = { address, text: failure.text, sha256: '', format: 'yaml', value: null } as const;
  return diagnose(code, failure.message, positions.at(source, failure.offset), failure.fix);
}
