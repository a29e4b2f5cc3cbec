import { basename, join } from 'node:path';
import { isObject, type JsonObject, type JsonValue, own } from '../../base/json.js';
import { isInside } from '../../base/paths.js';
import type { LoadedContract } from '../../contract/document/openapi.js';
import { componentOf, DocumentReader, pathTemplate } from '../../contract/document/reader.js';
import type { Additions, NewOperation, NewPart } from './additions.js';
import { ContractFiles, type Place } from './contract-files.js';
import { Stubs } from './stubs.js';
import { NoPlace, type YamlFile } from './yaml-file.js';

/** What was written, in the order of writing. */
export interface Written {
  /** `GET /widgets`, `limit in query of GET /widgets`, `schema Widget`. */
  readonly what: string;
  /** Absolute path. */
  readonly file: string;
}

export interface ApplyResult {
  readonly files: ContractFiles;
  readonly written: readonly Written[];
  /** What has no place to go to, and why. */
  readonly skipped: readonly { readonly what: string; readonly why: string }[];
}

export interface ApplyOptions {
  /** Path of the contract's root. */
  readonly input: string;
  readonly contract: LoadedContract;
  readonly upstream: LoadedContract;
  /** Prefixes that say nothing about the resource, such as `/api/v2`. */
  readonly prefixes: readonly string[];
  /** Whether another product reads the path item of a path from the same file. */
  readonly isShared: (path: string) => boolean;
}

/** Puts stubs of what is new upstream where it belongs in the files of a contract. Nothing is on disk yet. */
export function applyAdditions(additions: Additions, options: ApplyOptions): ApplyResult {
  return new Application(options).run(additions);
}

class Application {
  readonly #options: ApplyOptions;
  readonly #files: ContractFiles;
  readonly #upstream: DocumentReader;
  readonly #written: Written[] = [];
  readonly #skipped: { what: string; why: string }[] = [];

  constructor(options: ApplyOptions) {
    this.#options = options;
    this.#files = new ContractFiles(options.input);
    this.#upstream = new DocumentReader(options.upstream.document);
  }

  run(additions: Additions): ApplyResult {
    // Names first: what is written later refers to them.
    for (const { name, path } of additions.schemas) this.#attempt(`schema ${name}`, () => this.#nameSchema(name, path));
    for (const { name, value } of additions.schemas)
      this.#attempt(`schema ${name}`, () => this.#writeSchema(name, value));
    for (const operation of additions.operations) {
      this.#attempt(`${operation.method} ${operation.path}`, () => this.#writeOperation(operation));
    }
    for (const part of additions.parameters) {
      this.#attempt(`${part.name} of ${part.method} ${part.path}`, () => this.#writeParameter(part));
    }
    for (const part of additions.statuses) {
      this.#attempt(`status ${part.name} of ${part.method} ${part.path}`, () => this.#writeStatus(part));
    }
    return { files: this.#files, written: this.#written, skipped: this.#skipped };
  }

  /** Files where new schemas stand, before they are written. */
  readonly #homes = new Map<string, Place>();

  #attempt(what: string, write: () => string | undefined): void {
    try {
      const file = write();
      if (file !== undefined) this.#written.push({ what, file });
    } catch (error) {
      if (!(error instanceof NoPlace)) throw error;
      this.#skipped.push({ what, why: error.message });
    }
  }

  #nameSchema(name: string, path: string | undefined): undefined {
    const { root, folder } = this.#files;
    const isSplit = JSON.stringify(root.get(['components', 'schemas']) ?? {}).includes('"$ref":"') && this.#isSplit();
    const file = isSplit ? this.#files.file(join(folder, 'schemas', `${this.#resource(path)}.yaml`)) : root;
    this.#homes.set(name, { file, tokens: isSplit ? [name] : ['components', 'schemas', name] });
  }

  #writeSchema(name: string, value: JsonValue): string {
    const home = this.#homes.get(name);
    if (home === undefined) throw new NoPlace(`There is no file for ${name}.`);
    const { file, tokens } = home;
    const { root } = this.#files;
    if (file !== root) {
      this.#begin(file, 'Schemas');
      root.insert(
        ['components', 'schemas'],
        name,
        { $ref: this.#files.reference(root, home) },
        before(root.keys(['components', 'schemas']), name),
      );
    }
    file.insert(tokens.slice(0, -1), name, this.#stubs(file).schema(name, value));
    return file.path;
  }

  #writeOperation({ method, path, value, shared }: NewOperation): string {
    const { root } = this.#files;
    const known = root.keys(['paths']).find((other) => pathTemplate(other) === pathTemplate(path));
    if (known !== undefined) {
      const place = this.#ownItem(known);
      const made = this.#stubs(place.file).operation(method, path, value, shared, this.#tags(value, known));
      place.file.insert(place.tokens, method.toLowerCase(), made);
      return place.file.path;
    }
    const neighbour = closest(root.keys(['paths']), path);
    const isSplit = this.#isSplit();
    const file = isSplit ? this.#files.file(join(this.#files.folder, 'paths', `${this.#resource(path)}.yaml`)) : root;
    const made = this.#stubs(file).operation(method, path, value, shared, this.#tags(value, neighbour));
    if (isSplit) {
      this.#begin(file, 'Path items');
      const reference = this.#files.reference(root, { file, tokens: [path] });
      root.insert(['paths'], path, { $ref: reference }, neighbour);
    }
    const tokens = isSplit ? [] : ['paths'];
    file.insert(tokens, path, { [method.toLowerCase()]: made }, neighbour);
    return file.path;
  }

  #writeParameter({ method, path, value }: NewPart): string {
    const place = this.#ownOperation(path, method);
    const { file, tokens } = place;
    const stubs = this.#stubs(file);
    const made = stubs.marked(stubs.parameter(value));
    if (file.get([...tokens, 'parameters']) === undefined)
      file.insert(tokens, 'parameters', [made], beforeResponses(file.keys(tokens)));
    else file.append([...tokens, 'parameters'], made);
    return file.path;
  }

  #writeStatus({ method, path, value, name }: NewPart): string {
    const { file, tokens } = this.#ownOperation(path, method);
    const stubs = this.#stubs(file);
    const responses = [...tokens, 'responses'];
    const made = stubs.marked(stubs.response(value));
    file.insert(
      responses,
      name,
      made,
      before(
        file.keys(responses).filter((key) => key !== 'default'),
        name,
      ),
    );
    return file.path;
  }

  #ownOperation(path: string, method: string): Place {
    const { file, tokens } = this.#ownItem(path);
    return { file, tokens: [...tokens, method.toLowerCase()] };
  }

  /** The path item in a file that is this product's alone: one that others read, too, is copied into the product's folder. */
  #ownItem(path: string): Place {
    const place = this.#files.find(['paths', path]);
    if (place === undefined) throw new NoPlace(`The contract has no ${path}.`);
    const isOutside = !isInside(this.#files.folder, place.file.path);
    if (!isOutside || !this.#options.isShared(path)) return place;
    const [key, ...more] = place.tokens;
    if (key === undefined || more.length > 0)
      throw new NoPlace(`${path} is shared with other products in ${place.file.path}.`);
    const file = this.#files.file(join(this.#files.folder, 'paths', basename(place.file.path)));
    this.#begin(file, 'Path items');
    file.add(moved(place.file, key, file, this.#files));
    const root = this.#files.root;
    root.replaceScalar(['paths', path, '$ref'], this.#files.reference(root, { file, tokens: [key] }));
    return { file, tokens: [key] };
  }

  #stubs(file: YamlFile): Stubs {
    const refer = (reference: string): string | undefined => {
      const { kind, name } = componentOf(reference) ?? {};
      if (kind === undefined || name === undefined) return undefined;
      const home =
        (kind === 'schemas' ? this.#homes.get(name) : undefined) ?? this.#files.find(['components', kind, name]);
      return home && this.#files.reference(file, home);
    };
    return new Stubs(refer, (reference) => this.#upstream.target(reference), this.#options.contract.version !== '3.0');
  }

  /** The headings that upstream files the operation under, as far as the contract has them; otherwise its neighbour's. */
  #tags(value: JsonObject, neighbour: string | undefined): string[] {
    const known = new Set((this.#options.contract.document.tags ?? []).map(({ name }) => name));
    const tags = (of: JsonValue | undefined): string[] =>
      (Array.isArray(of) ? of : []).filter((tag) => typeof tag === 'string' && known.has(tag)) as string[];
    const theirs = tags(own(value, 'tags'));
    if (theirs.length > 0 || neighbour === undefined) return theirs;
    const item = this.#options.contract.document.paths[neighbour];
    const operation = Object.values(item ?? {}).find((each) => isObject(each) && Array.isArray(own(each, 'tags')));
    return isObject(operation) ? tags(own(operation, 'tags')) : [];
  }

  /** Name of the file for a path: that of its closest neighbour, otherwise of the first word of the path. */
  #resource(path: string | undefined): string {
    if (path === undefined) return 'other';
    const { root } = this.#files;
    const neighbour = closest(root.keys(['paths']), path);
    if (
      neighbour !== undefined &&
      firstWord(neighbour, this.#options.prefixes) === firstWord(path, this.#options.prefixes)
    ) {
      const place = this.#files.find(['paths', neighbour]);
      if (place !== undefined && place.file !== root) return basename(place.file.path).replace(/\.ya?ml$/i, '');
    }
    return firstWord(path, this.#options.prefixes);
  }

  #isSplit(): boolean {
    const paths = this.#files.root.get(['paths']);
    return (
      isObject(paths) && Object.values(paths).some((item) => isObject(item) && typeof own(item, '$ref') === 'string')
    );
  }

  #begin(file: YamlFile, what: string): void {
    if (file.text === '') file.add(`# ${what}: ${basename(file.path).replace(/\.ya?ml$/i, '')}.\n`);
  }
}

/** An entry as it is written in one file, with its references seen from another. */
function moved(from: YamlFile, key: string, to: YamlFile, files: ContractFiles): string {
  const { text, refs } = from.slice(key);
  let result = '';
  let end = 0;
  for (const ref of refs) {
    const target = files.target(from, ref.value);
    const reference = target === undefined ? ref.value : files.reference(to, target);
    const isQuoted = /^['"]/.test(text.slice(ref.start));
    const isPlain = !isQuoted && !reference.startsWith('#');
    result += `${text.slice(end, ref.start)}${isPlain ? reference : `'${reference.replaceAll("'", "''")}'`}`;
    end = ref.end;
  }
  return `${result}${text.slice(end)}`;
}

/** The path that has most steps in common with another from the start; of several, the last. */
function closest(paths: readonly string[], path: string): string | undefined {
  const steps = path.split('/');
  let best: string | undefined;
  let most = 1;
  for (const other of paths) {
    const mine = other.split('/');
    let common = 0;
    while (common < steps.length && common < mine.length && steps[common] === mine[common]) common += 1;
    if (common >= most) [best, most] = [other, common];
  }
  return most > 1 ? best : paths.at(-1);
}

function firstWord(path: string, prefixes: readonly string[]): string {
  const prefix = prefixes
    .filter((each) => path === each || path.startsWith(`${each.replace(/\/$/, '')}/`))
    .sort((a, b) => b.length - a.length)[0];
  const rest = prefix === undefined ? path : path.slice(prefix.length);
  const word = rest.split('/').find((step) => step !== '' && !step.startsWith('{')) ?? 'root';
  const name = word
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  return name === '' ? 'other' : name;
}

/** The last of some names that sorts before another; the new entry goes behind it. */
function before(names: readonly string[], name: string): string | undefined {
  const sorted = names.filter((other) => other.toLowerCase() < name.toLowerCase());
  return sorted.at(-1);
}

function beforeResponses(keys: readonly string[]): string | undefined {
  const stop = keys.findIndex((key) => key === 'requestBody' || key === 'responses');
  return stop > 0 ? keys[stop - 1] : undefined;
}
