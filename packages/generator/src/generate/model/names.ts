import { digest } from '@influxkit/internal/hash';
import { camelCase, capitalize, LETTERS, pascalCase } from './words.js';

// The one boundary where a string of a contract becomes a name in code. What leaves this file is an identifier that
// cannot end a statement, name a global, reach a prototype, or clash with another name of its scope.

/** Words that cannot name a binding in a module (ECMAScript 2024, strict) or that read as a value. */
const RESERVED_WORDS: ReadonlySet<string> = /* @__PURE__ */ new Set(
  (
    'arguments await break case catch class const continue debugger default delete do else enum eval export extends ' +
    'false finally for function if implements import in instanceof interface let new null package private protected ' +
    'public return static super switch this throw true try typeof var void while with yield ' +
    'undefined NaN Infinity globalThis async'
  ).split(' '),
);

/** Words that TypeScript takes for something else where a type is declared. */
const RESERVED_TYPES: ReadonlySet<string> = /* @__PURE__ */ new Set(
  'any asserts bigint boolean infer is keyof never number object readonly string symbol type unique unknown'.split(' '),
);

/** What every object has: a resource with such a member would no longer be an ordinary object, or be taken for a promise. */
const OBJECT_MEMBERS: ReadonlySet<string> = /* @__PURE__ */ new Set(
  (
    '__proto__ __defineGetter__ __defineSetter__ __lookupGetter__ __lookupSetter__ constructor prototype ' +
    'hasOwnProperty isPrototypeOf propertyIsEnumerable toLocaleString toString valueOf toJSON then'
  ).split(' '),
);

/** What a method has by itself: a child of a method cannot be called so. `operation` is its descriptor. */
const METHOD_MEMBERS: ReadonlySet<string> = /* @__PURE__ */ new Set(
  'name length call apply bind caller arguments operation'.split(' '),
);

/** What a client has beside its resources. */
const CLIENT_MEMBERS: ReadonlySet<string> = /* @__PURE__ */ new Set(['http', 'request']);

/** Every name that the generated modules use themselves: imports of the runtime, of `schema.ts`, and globals. */
const GENERATED_NAMES: readonly string[] = /* @__PURE__ */ (
  'ApiClient BinaryBody Call CallOptions CallWithHeaders ClientConfig ClientOptions ErrorStatus Failure FormBody HttpClient MediaTypes MultipartBody config json ' +
  'NamedSchema Operation OperationDescriptor OtherStatus PackedDescriptor PagedOperation Success SuccessStatus TextBody createFromRegistry queryStyles registry ' +
  '$defs AnyBody FormFile FormPart ItemStream ServerSentEvent StreamCall anyBody codecOf components cookies decodeText ' +
  'findMediaType formatParameter headerParameters jsonItems multipartForms operations pathStyles paths responseStreams serverSentEvents ' +
  'urlEncodedForms webhooks PlainJson ValueShape formatTypes shapes'
).split(' ');

/**
 * Types that every module has without importing them: the language's, TypeScript's and the platform's. A schema of such a
 * name would hide one of them from those who import it, and an editor offers the other one first.
 */
const GLOBAL_TYPES: readonly string[] = /* @__PURE__ */ (
  'Array ArrayBuffer ArrayLike AsyncGenerator AsyncIterable AsyncIterator Atomics Awaited BigInt Boolean Capitalize ' +
  'DataView Date Error Exclude Extract Float32Array Float64Array Function Generator Infinity InstanceType Int16Array ' +
  'Int32Array Int8Array Intl Iterable Iterator JSON Lowercase Map Math NaN NoInfer NonNullable Number Object Omit ' +
  'Parameters Partial Pick Promise PromiseLike PropertyDescriptor PropertyKey Proxy RangeError Readonly ReadonlyArray ' +
  'ReadonlyMap ReadonlySet Record Reflect RegExp Required ReturnType Set String Symbol SyntaxError TypeError ' +
  'Uint16Array Uint32Array Uint8Array Uppercase WeakMap WeakRef WeakSet ' +
  'AbortController AbortSignal Attr Blob Body Buffer Cache Comment Crypto CryptoKey Document Element Event EventSource ' +
  'EventTarget File FileList FormData Headers History Image Location Lock Message MessageChannel MessageEvent Navigator ' +
  'Node NodeList Notification Option Performance Plugin Range ReadableStream Report Request Response Screen Selection ' +
  'Storage Text TextDecoder TextEncoder Touch URL URLSearchParams WebSocket Window Worker WritableStream'
).split(' ');

const TAKEN_BY_RULE: ReadonlySet<string> = /* @__PURE__ */ new Set([...GENERATED_NAMES, ...GLOBAL_TYPES]);

/** Whether a schema may not be exported under a name that is its own: generated modules, or all modules, have it already. */
export function isTakenType(name: string): boolean {
  return TAKEN_BY_RULE.has(name);
}

const IDENTIFIER = new RegExp(`^[${LETTERS}$_][${LETTERS}0-9$_]*$`, 'u');

/** Whether a string is an identifier's letters (it may still be a reserved word). */
export function isIdentifier(text: string): boolean {
  return IDENTIFIER.test(text);
}

/** Name of a binding (a constant, a function, an argument) in camelCase; undefined where the text has no letter or digit. */
export function bindingName(text: string): string | undefined {
  return toIdentifier(camelCase(text), 'Operation');
}

/** Name of the constant of an operation: `['buckets', 'list']` → `bucketsList`; a word that no constant may be gets a suffix. */
export function constantName([first = '', ...rest]: readonly string[]): string {
  return toIdentifier([first, ...rest.map(capitalize)].join(''), 'Operation') ?? `_${first}`;
}

/** Name of an argument in camelCase; never a reserved word. */
export function argumentName(text: string): string {
  return toIdentifier(isIdentifier(text) ? text : camelCase(text), 'Value') ?? 'value';
}

/** Name of a type in PascalCase; undefined where the text has no letter or digit. */
export function typeName(text: string): string | undefined {
  return toIdentifier(pascalCase(text), 'Type');
}

/** Name of a model type: as the contract spells it where that is an identifier, otherwise in PascalCase. */
export function modelName(text: string): string | undefined {
  return toIdentifier(isIdentifier(text) ? text : pascalCase(text), 'Model');
}

function toIdentifier(text: string, suffix: string): string | undefined {
  if (text === '') return undefined;
  const name = isIdentifier(text) ? text : `_${text}`;
  if (!isIdentifier(name)) return undefined;
  return RESERVED_WORDS.has(name) || RESERVED_TYPES.has(name) || OBJECT_MEMBERS.has(name) ? `${name}${suffix}` : name;
}

/** One part of a method's name, from a segment of a path; undefined where nothing usable is left of it. */
export function methodPart(text: string): string | undefined {
  const part = camelCase(text);
  if (part === '') return undefined;
  return isIdentifier(part) ? part : `_${part}`;
}

/** Where a part of a method's name stands: at the client's root, or below what is a method, or may be one. */
export interface PartPlace {
  readonly root: boolean;
  readonly underMethod: boolean;
}

/** A part of a name that follows from a path, with an underscore where it may not stand as it is. */
export function usablePart(part: string, place: PartPlace): string {
  return partProblem(part, place) === undefined ? part : `${part}_`;
}

/** Why a part of a method's name may not stand where it stands; undefined where it may. */
export function partProblem(part: string, place: PartPlace): string | undefined {
  if (!isIdentifier(part)) return 'is not a word in camelCase';
  if (OBJECT_MEMBERS.has(part)) return 'is something that every object, or a promise, has';
  if (place.root && CLIENT_MEMBERS.has(part)) return 'is what a client has by itself';
  if (place.underMethod && METHOD_MEMBERS.has(part)) return 'is what a method has by itself';
  return undefined;
}

/** The names of one scope, each given once. */
export class NameScope {
  readonly #taken: Set<string>;
  /** How far the numbers after a name have been used, so that a thousand equal names take a thousand steps. */
  readonly #numbers = new Map<string, number>();

  constructor(taken: Iterable<string> = []) {
    this.#taken = new Set(taken);
  }

  /** The scope of a generated package's exports. */
  static ofExports(): NameScope {
    return new NameScope(TAKEN_BY_RULE);
  }

  has(name: string): boolean {
    return this.#taken.has(name);
  }

  /** The name, or where it is taken the name with the suffix, or with the suffix and the first free number from 2 on. */
  claim(name: string, suffix: string): string {
    let claimed = name;
    let number = this.#numbers.get(name) ?? 0;
    while (this.#taken.has(claimed)) {
      number += 1;
      claimed = `${name}${suffix}${number === 1 ? '' : number}`;
    }
    this.#numbers.set(name, number);
    this.#taken.add(claimed);
    return claimed;
  }
}

/** Six letters and digits that stand for a string. */
const shortHash = (text: string): string => digest(text).toString(36).slice(0, 6).padEnd(6, '0');

/**
 * Keys of components or operations in `schema.ts`: as the contract spells them where OpenAPI allows that spelling,
 * otherwise spelt anew, with a hash of the name: two that differ in such characters alone have keys of their own, whether or
 * not the other one is there. References are spelt the same way, so nothing has to be escaped in a pointer.
 */
export function safeKeys(names: readonly string[]): Map<string, string> {
  const scope = new NameScope();
  const keys = new Map<string, string>();
  const safe = (name: string): boolean => /^[A-Za-z0-9._-]+$/.test(name) && !OBJECT_MEMBERS.has(name);
  // Names that stay as they are come first: a name spelt anew must not take one of them.
  for (const name of names) if (safe(name)) keys.set(name, scope.claim(name, '_'));
  for (const name of names)
    if (!safe(name)) keys.set(name, scope.claim(`${typeName(name) ?? 'Unnamed'}_${shortHash(name)}`, '_'));
  return keys;
}
