import { diagnose } from '../../base/catalogue.js';
import { quote, type Report } from '../../base/diagnostics.js';
import { isObject, type JsonValue, own } from '../../base/json.js';
import { levelOf } from '../../base/severity-policy.js';
import { type NamingOptions, namingOptions, type ProductConfig } from '../../config/product-config.js';
import type { LoadedContract } from '../../contract/document/openapi.js';
import type { DocumentReader } from '../../contract/document/reader.js';
import { isSuccessCode } from '../../contract/document/status-codes.js';
import type { FoundOperation } from './find-operations.js';
import { derivedOperationId } from './find-operations.js';
import { type NamingRules, nameByPath, namingLists } from './method-names.js';
import { constantName, methodPart, type PartPlace, partProblem, usablePart } from './names.js';
import { schemaProperties } from './schema-types.js';
import { capitalize } from './words.js';

/** Deepest name of a method; a deeper path has to be named in the configuration. */
const DEEPEST_NAME = 16;

const ROOT: PartPlace = { root: true, underMethod: false };
const BELOW: PartPlace = { root: false, underMethod: false };

export interface NamedOperation extends FoundOperation {
  readonly name: readonly string[];
}

export interface NamesContext {
  readonly contract: LoadedContract;
  readonly config: ProductConfig;
  readonly reader: DocumentReader;
  readonly report: Report;
}

/**
 * The operations with their names: those of the configuration, otherwise those that follow from each operation alone.
 * Where two would have one name and nobody settled it, the later one is called by its operation id and a warning says
 * how to settle it; in strict mode that is an error. What cannot be named is reported and left out.
 */
export function nameOperations(found: readonly FoundOperation[], context: NamesContext): NamedOperation[] {
  return new Namer(context).all(found);
}

/** What all exported names of an operation begin with: `['buckets', 'list']` → `BucketsList`. */
export function typeBase(name: readonly string[]): string {
  return name.map(capitalize).join('');
}

interface Unsettled {
  readonly operation: FoundOperation;
  readonly problem: string;
  readonly code: 'name-collision' | 'name-unusable';
}

class Namer {
  readonly #context: NamesContext;
  readonly #rules: NamingRules;
  readonly #naming: NamingOptions;
  /** Operations by what their exported names begin with: where that is the same, the method's name need not be. */
  readonly #taken = new Map<string, FoundOperation>();
  readonly #names = new Map<FoundOperation, readonly string[]>();
  /** Operations that cannot have the name that follows from them, and why. */
  readonly #unsettled: Unsettled[] = [];

  constructor(context: NamesContext) {
    this.#context = context;
    const { stripPrefix, naming } = context.config;
    this.#naming = namingOptions(naming);
    this.#rules = { ...namingLists(this.#naming), prefixes: stripPrefix === undefined ? [] : [stripPrefix].flat() };
  }

  all(found: readonly FoundOperation[]): NamedOperation[] {
    const operations = this.#withOwnIds(found);
    // What is settled comes first: an operation that is named by rule gives way to it, wherever it stands.
    for (const operation of operations) this.#nameByConfiguration(operation);
    for (const operation of operations) if (!this.#isConfigured(operation)) this.#nameByRule(operation);
    // What has to give way does so last: its id must not take the name that follows from another operation.
    for (const { operation, problem, code } of this.#unsettled) this.#settle(operation, problem, code);
    for (const operation of operations) this.#leaveMembersOfMethods(operation);
    return operations.flatMap((operation) => {
      const name = this.#names.get(operation);
      return name ? [{ ...operation, name }] : [];
    });
  }

  #withOwnIds(found: readonly FoundOperation[]): FoundOperation[] {
    const ids = new Map<string, FoundOperation>();
    return found.filter((operation) => {
      const twin = ids.get(operation.id);
      if (!twin) ids.set(operation.id, operation);
      else {
        const message = `${described(operation)} and ${described(twin)} have the same operation id, ${quote(operation.id)}.`;
        this.#report(
          'name-collision',
          operation,
          message,
          'Give one of them an `operationId` of its own in the contract.',
        );
      }
      return !twin;
    });
  }

  #configured({ id }: FoundOperation): string | undefined {
    const { names } = this.#context.config;
    return names && Object.hasOwn(names, id) ? names[id] : undefined;
  }

  #isConfigured(operation: FoundOperation): boolean {
    return this.#configured(operation) !== undefined;
  }

  #nameByConfiguration(operation: FoundOperation): void {
    const name = this.#configured(operation)?.split('.');
    if (!name) return;
    const problem = problemOf(name);
    if (problem !== undefined) {
      const message = `The name ${name.join('.')} of ${quote(operation.id)} cannot be used: ${problem}.`;
      this.#report('name-unusable', operation, message);
      return;
    }
    const taken = this.#taken.get(typeBase(name));
    if (taken) {
      const message = `${quote(taken.id)} (${described(taken)}) and ${quote(operation.id)} (${described(operation)}) are ${this.#sameName(taken, name)}.`;
      this.#report(
        'name-collision',
        operation,
        message,
        'Give one of them another name under `names` in the configuration.',
      );
      return;
    }
    this.#take(operation, name);
  }

  #nameByRule(operation: FoundOperation): void {
    const { id } = operation;
    const name = this.#naming.by === 'operationId' ? this.#byId(operation) : this.#byPath(operation);
    if (!name || name.length > DEEPEST_NAME) {
      const problem = `No method name can be made from ${described(operation)} (${quote(id)})`;
      this.#unsettled.push({ operation, problem, code: 'name-unusable' });
      return;
    }
    const taken = this.#taken.get(typeBase(name));
    if (!taken) this.#take(operation, name);
    else {
      const problem = `${quote(taken.id)} (${described(taken)}) and ${quote(id)} (${described(operation)}) are ${this.#sameName(taken, name)}`;
      this.#unsettled.push({ operation, problem, code: 'name-collision' });
    }
  }

  #byPath({ id, method, path, operation }: FoundOperation): string[] | undefined {
    const { config, reader } = this.#context;
    const paged = config.pagination && Object.hasOwn(config.pagination, id) && config.pagination[id] !== false;
    const readsList = paged === true || respondsWithList(operation, reader);
    return nameByPath({ method, path, readsList }, this.#rules);
  }

  /** The operation id, below the first tag that makes a name. */
  #byId({ id, operation }: FoundOperation): string[] | undefined {
    const own_ = methodPart(id);
    if (own_ === undefined) return undefined;
    const tags = own(operation, 'tags');
    const tag =
      this.#naming.tags === false || !Array.isArray(tags) ? undefined : tags.find((each) => typeof each === 'string');
    const group = typeof tag === 'string' ? methodPart(tag) : undefined;
    return group === undefined ? [usablePart(own_, ROOT)] : [usablePart(group, ROOT), usablePart(own_, BELOW)];
  }

  #sameName(taken: FoundOperation, name: readonly string[]): string {
    const other = this.#names.get(taken)?.join('.') ?? '';
    if (other === name.join('.')) return `both named ${other}`;
    return `named ${other} and ${name.join('.')}, and would both be exported as ${constantName(name)}`;
  }

  /** A child of a method cannot have the name of what every function has. */
  #leaveMembersOfMethods(operation: FoundOperation): void {
    const name = this.#names.get(operation);
    const isTroubled = (part: string): boolean => partProblem(part, { root: false, underMethod: true }) !== undefined;
    // Hardly a name has such a part, and all names are looked at for one that has.
    if (!name?.some((part, index) => index > 0 && isTroubled(part))) return;
    const methods = new Set([...this.#names.values()].map((other) => other.join('.')));
    const at = name.findIndex(
      (part, index) => index > 0 && isTroubled(part) && methods.has(name.slice(0, index).join('.')),
    );
    if (at < 0) return;
    const part = name[at] ?? '';
    const problem = partProblem(part, { root: false, underMethod: true });
    const message = `The name ${name.join('.')} of ${quote(operation.id)} cannot be used: ${quote(part)} ${problem}`;
    if (this.#isConfigured(operation)) {
      this.#report('name-unusable', operation, `${message}.`);
      return;
    }
    this.#taken.delete(typeBase(name));
    this.#names.delete(operation);
    this.#settle(operation, message, 'name-unusable');
  }

  /** Names an operation by its id; in strict mode nothing is settled without the configuration. */
  #settle(operation: FoundOperation, problem: string, code: 'name-collision' | 'name-unusable'): void {
    const name = this.#nameById(operation);
    const setting = `\`names: { ${JSON.stringify(operation.id)}: ${JSON.stringify(name)} }\``;
    if (levelOf('name-unsettled', this.#context.config) === 'error') {
      const fix = `Name it in the configuration, in words of your own: ${setting}.`;
      this.#report(code, operation, `${problem}.`, fix);
      return;
    }
    const message = `${problem}: ${quote(operation.id)} is named ${name} instead.`;
    const fix = `Settle it in the configuration, in these words or in your own: ${setting}.`;
    this.#report('name-unsettled', operation, message, fix);
    this.#take(operation, [name]);
  }

  #nameById({ id, method, path }: FoundOperation): string {
    const part = usablePart(methodPart(id) ?? methodPart(derivedOperationId(method, path)) ?? 'operation', ROOT);
    let name = part;
    for (let number = 2; this.#taken.has(typeBase([name])); number += 1) name = `${part}${number}`;
    return name;
  }

  #take(operation: FoundOperation, name: readonly string[]): void {
    this.#taken.set(typeBase(name), operation);
    this.#names.set(operation, name);
  }

  #report(
    code: 'name-collision' | 'name-unusable' | 'name-unsettled',
    { pointer }: FoundOperation,
    message: string,
    fix?: string,
  ): void {
    const { contract, report } = this.#context;
    report(diagnose(code, message, contract.locate(pointer), fix));
  }
}

function described({ method, path }: FoundOperation): string {
  return `${method} ${quote(path)}`;
}

function problemOf(name: readonly string[]): string | undefined {
  for (const [index, part] of name.entries()) {
    const problem = partProblem(part, { root: index === 0, underMethod: false });
    if (problem !== undefined) return `${quote(part)} ${problem}`;
  }
  return name.length > DEEPEST_NAME ? `it has more than ${DEEPEST_NAME} parts` : undefined;
}

/** Whether an operation responds with an array, or with an object that has one array among its properties. */
function respondsWithList(operation: JsonValue, reader: DocumentReader): boolean {
  const responses = own(operation, 'responses');
  if (!isObject(responses)) return false;
  const codes = Object.keys(responses);
  const successes = codes.filter(isSuccessCode).sort();
  const code = successes[0] ?? codes.find((each) => each === 'default');
  const content = own(reader.object(code === undefined ? undefined : responses[code]), 'content');
  if (!isObject(content)) return false;
  const json = Object.keys(content)
    .sort()
    .find((mediaType) => /[/+]json$/i.test((mediaType.split(';')[0] ?? '').trim()));
  const schema = json === undefined ? undefined : own(reader.object(content[json]), 'schema');
  if (isArray(schema, reader)) return true;
  return [...schemaProperties(schema, reader).values()].filter((property) => isArray(property, reader)).length === 1;
}

function isArray(schema: JsonValue | undefined, reader: DocumentReader): boolean {
  const found = reader.object(schema);
  const type = found && own(found, 'type');
  return type === 'array' || (Array.isArray(type) && type.includes('array'));
}
