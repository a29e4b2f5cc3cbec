import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, extname, resolve } from 'node:path';
import { diagnose } from '../../base/catalogue.js';
import { ContractError, quote } from '../../base/diagnostics.js';
import { isObject } from '../../base/json.js';
import { relativePath } from '../../base/paths.js';
import { isUrl } from '../../base/urls.js';
import { formatPointer, parsePointer } from '../../contract/document/pointer.js';
import { NoPlace, YamlFile } from './yaml-file.js';

/** A place in one of the files of a contract. */
export interface Place {
  readonly file: YamlFile;
  readonly tokens: readonly string[];
}

/** The files that a contract is split into, while they are being written to. Nothing is on disk before `save`. */
export class ContractFiles {
  readonly root: YamlFile;
  readonly folder: string;
  readonly #files = new Map<string, YamlFile>();

  /** @throws ContractError if the contract is not a YAML file */
  constructor(input: string) {
    if (isUrl(input) || !/^\.ya?ml$/i.test(extname(input))) {
      throw new ContractError([diagnose('pull-place', `${quote(input)} is no YAML file that could be written to.`)]);
    }
    this.folder = dirname(input);
    this.root = this.file(input);
  }

  file(path: string): YamlFile {
    const known = this.#files.get(path);
    if (known !== undefined) return known;
    const file = existsSync(path) ? YamlFile.read(path) : new YamlFile(path, '');
    this.#files.set(path, file);
    return file;
  }

  /** Where a place of the whole contract is written: references to files are followed on the way. */
  find(pointer: readonly string[]): Place | undefined {
    let place: Place = { file: this.root, tokens: [] };
    for (const token of pointer) {
      place = this.#follow({ file: place.file, tokens: [...place.tokens, token] });
      if (place.file.get(place.tokens) === undefined) return undefined;
    }
    return place;
  }

  /** The text of a reference from one file to a place. */
  reference(from: YamlFile, { file, tokens }: Place): string {
    const path = file === from ? '' : pathBetween(dirname(from.path), file.path);
    return `${path}#${formatPointer(tokens)}`;
  }

  /** The file that a reference of a file leads to, and the place in it. */
  target(from: YamlFile, reference: string): Place | undefined {
    const [path = '', fragment = ''] = reference.split('#', 2);
    const tokens = parsePointer(fragment);
    if (tokens === undefined || isUrl(path)) return undefined;
    return { file: path === '' ? from : this.file(resolve(dirname(from.path), decodeURIComponent(path))), tokens };
  }

  changed(): YamlFile[] {
    return [...this.#files.values()].filter((file) => file.isChanged);
  }

  save(): void {
    for (const file of this.changed()) {
      mkdirSync(dirname(file.path), { recursive: true });
      writeFileSync(file.path, file.text);
    }
  }

  #follow(place: Place): Place {
    let current = place;
    for (let hops = 0; hops < 50; hops += 1) {
      const value = current.file.get(current.tokens);
      const ref = isObject(value) ? value['$ref'] : undefined;
      const target = typeof ref === 'string' ? this.target(current.file, ref) : undefined;
      if (target === undefined) return current;
      current = target;
    }
    throw new NoPlace(`References lead in a cycle from ${formatPointer(place.tokens)} of ${place.file.path}.`);
  }
}

function pathBetween(from: string, to: string): string {
  return relativePath(from, to) || basename(to);
}
