import { dirname, resolve } from 'node:path';
import { diagnose } from '../../base/catalogue.js';
import { ContractError, type Diagnostic, quote, type Report } from '../../base/diagnostics.js';
import type { JsonObject } from '../../base/json.js';
import { isUrl, shownAddress, shownUrl } from '../../base/urls.js';
import type { LoadedContract, OpenApiDocument } from '../document/openapi.js';
import { formatPointer, parsePointer } from '../document/pointer.js';
import { Bundler } from './bundler.js';
import { checkDocument } from './check-document.js';
import { DEFAULT_LIMITS, type Limits } from './limits.js';
import { openApiVersion } from './openapi-version.js';
import type { Origins } from './origins.js';
import { Positions } from './positions.js';
import { Abort, Problems } from './problems.js';
import type { ReferencePolicy } from './reference-policy.js';
import { References } from './references.js';
import { SourceFailure } from './source-failure.js';
import { type Source, SourceStore } from './source-store.js';

export interface LoadOptions {
  /** Folder that relative paths are seen from, and that paths in diagnostics are relative to. Default: the working folder. */
  readonly baseDir?: string;
  /** Folder that local `$ref`s must stay in. Default: the folder of the root document. */
  readonly refRoot?: string;
  /** Whether `$ref`s may lead to the network, or to another host than the contract came from. Default: false. */
  readonly allowRemoteRefs?: boolean;
  /** What the contract may cost to read. Default: see `Limits`. */
  readonly limits?: Partial<Limits>;
  /** Documents that were read before, to read files that contracts share only once. Its limits hold. */
  readonly store?: SourceStore;
  /** Takes warnings. Default: they are dropped. */
  readonly report?: Report;
  /**
   * Whether what only shows in the document as a whole is checked, such as parameters of paths. One that overlays are still
   * to mend is checked by `checkContract` when they have. Default: true.
   */
  readonly check?: boolean;
}

/**
 * Reads a contract with everything that it refers to, checks it, and bundles it into one document.
 * @param input path of a file, or a URL
 * @throws ContractError with all problems found, if one of them is an error
 */
export async function loadContract(input: string, options: LoadOptions = {}): Promise<LoadedContract> {
  const baseDir = options.baseDir ?? process.cwd();
  const store = options.store ?? new SourceStore({ ...DEFAULT_LIMITS, ...options.limits });
  const positions = new Positions((address) => shownAddress(address, baseDir));
  const address = isUrl(input) ? new URL(input).href : resolve(baseDir, input);
  const root = isUrl(input) ? await store.fetch(address, () => true) : store.get(address, { allowRemote: false });
  if (root instanceof SourceFailure || root === undefined) {
    throw new ContractError([failed(address, root, positions)]);
  }

  const policy = policyOf(root.address, options, baseDir);
  const loader = new Loader(root, store, policy, options.check ?? true);
  const { problems, references, document, origins, version } = await loader.load();
  const diagnostics = problems.diagnostics(positions);
  for (const [failedAddress, { failure, place, reference }] of references.failures) {
    const location = positions.locate(place.source, [...place.tokens, '$ref']);
    const own = failed(failedAddress, failure, positions);
    diagnostics.push(
      own.location
        ? own
        : {
            ...own,
            message: `$ref ${quote(reference)} leads to a document that cannot be used. ${own.message}`,
            location,
          },
    );
  }
  for (const diagnostic of diagnostics) if (diagnostic.severity === 'warning') options.report?.(diagnostic);
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length > 0 || !document || !version || !origins) throw new ContractError(errors);

  return {
    document,
    version,
    files: [root, ...[...references.files.values()].filter((source) => source !== root)].map(
      ({ address: path, sha256 }) => ({ path, sha256 }),
    ),
    locate(pointer) {
      const tokens = parsePointer(pointer);
      const origin = tokens && origins.find(tokens);
      return origin && positions.locate(origin.source, origin.tokens);
    },
  };
}

/** What is wrong with a bundled document as a whole, such as one that overlays were applied to. */
export function checkContract({ document, locate }: LoadedContract): Diagnostic[] {
  const found: Diagnostic[] = [];
  checkDocument(document, (code, message, tokens, fix) => {
    found.push(diagnose(code, message, locate(formatPointer(tokens)), fix));
  });
  return found;
}

interface Loaded {
  readonly problems: Problems;
  readonly references: References;
  readonly document?: OpenApiDocument;
  readonly origins?: Origins;
  readonly version?: '3.0' | '3.1';
}

class Loader {
  readonly #root: Source;
  readonly #store: SourceStore;
  readonly #policy: ReferencePolicy;
  readonly #isChecked: boolean;

  constructor(root: Source, store: SourceStore, policy: ReferencePolicy, isChecked: boolean) {
    this.#root = root;
    this.#store = store;
    this.#policy = policy;
    this.#isChecked = isChecked;
  }

  /** Bundles; where documents of the network are missing, fetches them and bundles anew. Each round knows more of them. */
  async load(): Promise<Loaded> {
    for (;;) {
      const loaded = this.#bundle();
      const { wanted } = loaded.references;
      if (wanted.size === 0) return loaded;
      const mayRedirect = ({ origin }: URL): boolean => this.#policy.allowRemote || origin === this.#policy.origin;
      await Promise.all([...wanted].map((address) => this.#store.fetch(address, mayRedirect)));
    }
  }

  #bundle(): Loaded {
    const { limits } = this.#store;
    const problems = new Problems(limits.maxProblems);
    const references = new References(this.#store, this.#policy, problems);
    try {
      const version = openApiVersion(this.#root, problems);
      if (!version) return { problems, references };
      const bundler = new Bundler(this.#root, version, references, problems, limits);
      const document = bundler.bundle() as JsonObject & OpenApiDocument;
      document.paths ??= {};
      // Without all documents or with broken ones, what follows would be told of consequences.
      const isWhole = references.wanted.size === 0 && references.failures.size === 0 && !problems.hasErrors;
      if (this.#isChecked && isWhole) {
        checkDocument(document, (code, message, pointer, fix) => {
          const origin = bundler.origins.find(pointer) ?? { source: this.#root, tokens: [] };
          problems.add(code, message, origin.source, origin.tokens, fix);
        });
      }
      return { problems, references, document, origins: bundler.origins, version };
    } catch (error) {
      if (!(error instanceof Abort)) throw error;
      return { problems, references };
    }
  }
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
  return diagnose(code, failure.message, positions.at(source, failure.offset));
}
