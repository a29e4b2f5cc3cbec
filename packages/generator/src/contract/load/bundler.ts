import { kindOf } from '@influxkit/internal/message';
import { quote } from '../../base/diagnostics.js';
import { isObject, type JsonObject, type JsonValue, own, put } from '../../base/json.js';
import type { Limits } from '../../base/limits.js';
import { similar } from '../../base/similar.js';
import { type ComponentKind, METHODS, type OpenApiVersion, OTHER_METHODS } from '../document/openapi.js';
import { formatPointer } from '../document/pointer.js';
import { COMPONENT_NAME } from './component-names.js';
import { type Component, Components, placeKey } from './components.js';
import type { OperationFilter } from './operation-filter.js';
import { Origins } from './origins.js';
import { Abort, type Problems } from './problems.js';
import type { Place, References, Target } from './references.js';
import {
  ANNOTATIONS,
  BOOLEAN_SCHEMAS,
  type Field,
  OTHER_KEYWORDS,
  SHAPES,
  type Shape,
  type ShapeName,
} from './shapes.js';
import type { Source } from './source-store.js';

const KINDS: readonly ComponentKind[] = [
  'schemas',
  'responses',
  'parameters',
  'examples',
  'requestBodies',
  'headers',
  'securitySchemes',
  'links',
  'callbacks',
  'pathItems',
];

/** The shape of a component of each kind. */
const SHAPE_OF: Readonly<Record<ComponentKind, ShapeName>> = {
  schemas: 'schema',
  responses: 'response',
  parameters: 'parameter',
  examples: 'example',
  requestBodies: 'requestBody',
  headers: 'header',
  securitySchemes: 'securityScheme',
  links: 'link',
  callbacks: 'callback',
  pathItems: 'pathItem',
};

/** What OpenAPI requires of a security scheme, by its type. */
const NEEDED_OF_SCHEMES: Readonly<Record<string, readonly string[]>> = {
  apiKey: ['name', 'in'],
  http: ['scheme'],
  oauth2: ['flows'],
  openIdConnect: ['openIdConnectUrl'],
};

const SCHEMA_TYPES = new Set(['array', 'boolean', 'integer', 'null', 'number', 'object', 'string']);

/** How many path items may be inside each other, each in a callback of the one before. */
const MAX_INLINED = 16;

/** A path item that is being put in place of a `$ref`, to notice one that contains itself. */
const inlineKey = ({ source, tokens }: Place): string => `${source.address}#${formatPointer(tokens)}`;

/** What a bundle is made with, beside the sources. */
export interface BundleOptions {
  readonly limits: Limits;
  /** Which operations are taken; with it, only the components that they lead to are. Default: all. */
  readonly filter?: OperationFilter | undefined;
  /**
   * Whether the document is only put together, with everything in it as it is: nothing is checked or left out. Overlays
   * are applied to it before it is bundled again. Default: false.
   */
  readonly isRaw?: boolean;
  /** Components that a bundle before this one could not use, by place: references to them lead nowhere. */
  readonly broken?: ReadonlySet<string>;
}

/**
 * Makes one document of a root document and all that it refers to. Every field is checked on the way: what OpenAPI does
 * not have at a place is reported, never passed on. What concerns one part refuses that part alone: a schema is
 * `unknown` then, and anything else is left out.
 */
export class Bundler {
  readonly origins: Origins = new Origins();
  readonly #references: References;
  readonly #problems: Problems;
  readonly #limits: Limits;
  readonly #version: OpenApiVersion;
  readonly #options: BundleOptions;
  readonly #components = new Components();
  readonly #inlining: string[] = [];
  readonly #adopted = new Map<Component, Target>();
  /** What can be done only when every component is known. */
  readonly #later: (() => void)[] = [];
  #values = 0;
  #root: Source;
  // Where the walk stands: in which source, at which place there, and in the definition of which component.
  #source: Source;
  #tokens: string[] = [];
  #owner: Component | undefined;
  // Where in the bundled document what is being made will stand.
  #output: string[] = [];

  constructor(
    root: Source,
    version: OpenApiVersion,
    references: References,
    problems: Problems,
    options: BundleOptions,
  ) {
    this.#root = root;
    this.#source = root;
    this.#version = version;
    this.#references = references;
    this.#problems = problems;
    this.#limits = options.limits;
    this.#options = options;
  }

  /** The bundled document, as far as it is well formed; problems say whether it is. */
  bundle(): JsonObject {
    const root = this.#root.value;
    this.#declareComponents(root);
    this.origins.add([], this.#root, []);
    const document: JsonObject = {};
    const shape = shapeOf('document');
    if (!isObject(root)) return document;
    this.#fields(root, shape, document, new Set(['components']));
    this.#defineComponents();
    for (const act of this.#later) act();
    const sections = this.#sections(root);
    if (!this.#problems.hasErrors) this.#settleNames();
    const components = this.#components.toObject(sections);
    if (Object.keys(components).length > 0) document['components'] = components;
    return document;
  }

  /**
   * Places of components that cannot be used: they were reported, and so a bundle after this one leaves out what refers
   * to them.
   */
  get broken(): string[] {
    return this.#components.all.flatMap(({ kind, source, tokens, value, isDefined }) =>
      isDefined && value === undefined ? [placeKey(kind, source, tokens)] : [],
    );
  }

  #defineComponents(): void {
    const { filter } = this.#options;
    if (!filter) {
      // Walking a definition finds more of them.
      for (const component of this.#components.all) this.#define(component);
      return;
    }
    const reached = (component: Component): boolean =>
      component.isReferred || (component.kind === 'securitySchemes' && filter.keepsSecurity);
    for (let found = true; found; ) {
      found = false;
      for (const component of this.#components.all) {
        if (component.isDefined || !reached(component)) continue;
        this.#define(component);
        found = true;
      }
    }
    this.#components.keep(({ isDefined }) => isDefined);
  }

  /** Lets every component of the root document have its name before a reference can take it. */
  #declareComponents(root: JsonValue): void {
    const components = isObject(root) ? own(root, 'components') : undefined;
    if (!isObject(components)) return;
    const later: (() => void)[] = [];
    for (const kind of KINDS) {
      const section = own(components, kind);
      if (!isObject(section)) continue;
      for (const [name, raw] of Object.entries(section)) {
        if (name === '__proto__' || (name.startsWith('x-') && !isObject(raw))) continue;
        const tokens = ['components', kind, name];
        const component = this.#components.declare(kind, name, this.#root, tokens, raw);
        if (isReference(raw)) later.push(() => this.#adopt(component, raw));
      }
    }
    // Names of the root document come before those that a reference would give.
    for (const adopt of later) adopt();
  }

  /** A component that is nothing but a reference to a place that has no name yet is the definition at that place. */
  #adopt(component: Component, raw: JsonObject): void {
    const place = { source: this.#root, tokens: component.tokens };
    const target = this.#references.resolve(own(raw, '$ref') ?? null, place);
    if (!target || this.#isComponent(target)) return;
    if (this.#components.at(component.kind, target.source, target.tokens)) return;
    this.#components.alias(component.kind, target.source, target.tokens, component);
    this.#adopted.set(component, target);
  }

  #isComponent({ source, tokens }: Place): boolean {
    return source === this.#root && tokens.length === 3 && tokens[0] === 'components';
  }

  #define(component: Component): void {
    const output = ['components', component.kind, component.name];
    component.isDefined = true;
    this.#checkName(component);
    const target = this.#adopted.get(component);
    this.#at(target ?? component, output, component, () => {
      const value = this.#one(target ? target.value : component.raw, SHAPE_OF[component.kind]);
      if (value !== undefined) component.value = value;
    });
    if (target) this.#annotate(component);
  }

  /** What explains a component in the root document goes before what explains it where it is defined. */
  #annotate({ raw, value, source, tokens }: Component): void {
    if (!isObject(raw) || !isObject(value)) return;
    for (const [key, item] of Object.entries(raw)) {
      if (key !== '$ref')
        this.#at({ source, tokens: [...tokens, key] }, [], undefined, () => put(value, key, this.#data(item)));
    }
  }

  #checkName({ kind, name, source, tokens }: Component): void {
    if (COMPONENT_NAME.test(name)) return;
    const message = `The name ${quote(name)} under components.${kind} has characters that OpenAPI does not allow`;
    this.#problems.add('component-name', message, source, tokens);
  }

  /** Walks something that stands at another place, into another place of the output. */
  #at(place: Place, output: string[], owner: Component | undefined, walk: () => void): void {
    const before = { source: this.#source, tokens: this.#tokens, output: this.#output, owner: this.#owner };
    this.#source = place.source;
    this.#tokens = [...place.tokens];
    this.#output = output;
    this.#owner = owner;
    this.origins.add(output, place.source, place.tokens);
    walk();
    this.#source = before.source;
    this.#tokens = before.tokens;
    this.#output = before.output;
    this.#owner = before.owner;
  }

  /** Kinds of components in the order of the root document, then those that only references brought in. */
  #sections(root: JsonObject): ComponentKind[] {
    const components = own(root, 'components');
    if (components === undefined) return [];
    this.#enter('components', () => {
      if (this.#expectObject(components, shapeOf('components'))) this.#sectionFields(components);
    });
    return isObject(components)
      ? KINDS.filter((kind) => isObject(own(components, kind))).sort(byOrderIn(components))
      : [];
  }

  #sectionFields(components: JsonObject): void {
    const shape = shapeOf('components');
    for (const [key, value] of Object.entries(components)) {
      this.#enter(key, () => {
        if (key.startsWith('x-')) return;
        if (!shape.fields.has(key)) this.#unknown(key, shape);
        else if (!isObject(value)) this.#wrongKind(value, 'an object');
        else if (Object.hasOwn(value, '__proto__')) this.#enter('__proto__', () => this.#unsafeKey());
      });
    }
  }

  #settleNames(): void {
    for (const { kind, name, wanted, source, tokens } of this.#components.mergeSame()) {
      const message = `Two different ${kind} would be called ${quote(wanted)}; this one is called ${quote(name)}`;
      this.#problems.add('component-collision', message, source, tokens);
    }
  }

  // ---------------------------------------------------------------- values

  #enter<T>(token: string, walk: () => T): T {
    this.#tokens.push(token);
    this.#output.push(token);
    if (this.#tokens.length > this.#limits.maxDepth) this.#tooDeep();
    const result = walk();
    this.#tokens.pop();
    this.#output.pop();
    return result;
  }

  #count(): void {
    if (++this.#values <= this.#limits.maxValues) return;
    const message = `The contract has more than ${this.#limits.maxValues} values, YAML aliases expanded`;
    this.#problems.add('document-too-large', message, this.#source, this.#tokens.slice(0, 3));
    throw new Abort();
  }

  #tooDeep(): never {
    const message = `The document is nested more than ${this.#limits.maxDepth} levels deep`;
    this.#problems.add('document-too-deep', message, this.#source, this.#tokens.slice(0, 8));
    throw new Abort();
  }

  #problem(code: Parameters<Problems['add']>[0], message: string, fix?: string): void {
    if (!this.#options.isRaw) this.#problems.add(code, message, this.#source, this.#tokens, fix);
  }

  /** What stands in place of something that cannot be used: a schema allows anything then, all else is left out. */
  #instead(value: JsonValue, shape: Shape): JsonValue | undefined {
    if (this.#options.isRaw) return this.#data(value);
    return shape.refs === 'schemas' ? {} : undefined;
  }

  #wrongKind(value: JsonValue | undefined, wanted: string): undefined {
    const name = this.#tokens.at(-1);
    const what = name === undefined ? 'The document' : quote(name);
    this.#problem('structure-kind', `${what} is ${kindOf(value)}, not ${wanted}`);
    return undefined;
  }

  #expectObject(value: JsonValue, shape: Shape): value is JsonObject {
    if (isObject(value)) return true;
    this.#wrongKind(value, `an object, ${shape.called}`);
    return false;
  }

  #field(value: JsonValue, field: Field): JsonValue | undefined {
    const made =
      field.container === 'one'
        ? this.#one(value, field.shape, field.values)
        : field.container === 'list'
          ? this.#list(value, field.shape)
          : this.#map(value, field.shape);
    return made === undefined && this.#options.isRaw ? this.#data(value) : made;
  }

  #list(value: JsonValue, shape: ShapeName): JsonValue | undefined {
    if (!Array.isArray(value)) return this.#wrongKind(value, 'an array');
    const list: JsonValue[] = [];
    for (const [index, item] of value.entries()) {
      const made = this.#enter(String(index), () => this.#one(item, shape));
      if (made !== undefined) list.push(made);
    }
    return list;
  }

  #map(value: JsonValue, shape: ShapeName): JsonValue | undefined {
    if (!isObject(value)) return this.#wrongKind(value, 'an object');
    const map: JsonObject = {};
    for (const [key, item] of Object.entries(value)) {
      this.#enter(key, () => {
        if (key === '__proto__') return this.#unsafeKey();
        const made = this.#one(item, shape);
        if (made !== undefined) put(map, key, made);
      });
    }
    return map;
  }

  #unsafeKey(): void {
    this.#problem('key-unsafe', 'The name "__proto__" cannot be used');
  }

  #one(value: JsonValue, shape: ShapeName, values?: readonly string[]): JsonValue | undefined {
    this.#count();
    switch (shape) {
      case 'data':
        return this.#data(value);
      case 'text':
        return this.#text(value, values);
      case 'flag':
        return this.#flag(value);
      case 'number':
        return typeof value === 'number' ? value : this.#wrongKind(value, 'a number');
      case 'typeName':
        return this.#typeName(value);
      default:
        return this.#structured(value, shapeOf(shape));
    }
  }

  #flag(value: JsonValue): JsonValue | undefined {
    if (typeof value === 'boolean') return value;
    if (value !== 'true' && value !== 'false') return this.#wrongKind(value, 'true or false');
    this.#problem('structure-scalar', `${quote(this.#tokens.at(-1) ?? '')} is a string; it is taken as ${value}`);
    return value === 'true';
  }

  #text(value: JsonValue, values: readonly string[] | undefined): JsonValue | undefined {
    if (typeof value === 'number' || typeof value === 'boolean') {
      const message = `${quote(this.#tokens.at(-1) ?? '')} is ${kindOf(value)} where a string belongs; it is taken as ${quote(String(value))}`;
      this.#problem('structure-scalar', message);
      return String(value);
    }
    if (typeof value !== 'string') return this.#wrongKind(value, 'a string');
    if (!values || values.includes(value)) return value;
    return this.#otherCase(value, values) ?? this.#badValue(value, values);
  }

  /** The value that differs in capitals alone. */
  #otherCase(value: string, values: readonly string[]): string | undefined {
    const meant = values.find((each) => each.toLowerCase() === value.toLowerCase());
    if (meant === undefined) return undefined;
    const message = `${quote(this.#tokens.at(-1) ?? '')} is ${quote(value)}; it is taken as ${quote(meant)}`;
    this.#problem('structure-value', message, `Write ${quote(meant)}.`);
    return meant;
  }

  #badValue(value: string, values: readonly string[]): undefined {
    const near = similar(value, values);
    this.#problem(
      'structure-value',
      `${quote(this.#tokens.at(-1) ?? '')} is ${quote(value)}, which is none of ${values.map((one) => quote(one)).join(', ')}`,
      near === undefined ? undefined : `Did you mean ${quote(near)}?`,
    );
  }

  #typeName(value: JsonValue): JsonValue | undefined {
    if (!Array.isArray(value)) return this.#oneType(value);
    const types = value.flatMap((name) => this.#oneType(name) ?? []);
    return types.length > 0 ? [...new Set(types)] : undefined;
  }

  #oneType(name: JsonValue): string | undefined {
    if (name === null) {
      this.#problem('structure-scalar', '"null" without quotes is not a string; it is taken as the type "null"');
      return 'null';
    }
    if (typeof name !== 'string') return this.#wrongKind(name, 'the name of a type');
    if (SCHEMA_TYPES.has(name)) return name;
    const types = [...SCHEMA_TYPES];
    return this.#otherCase(name, types) ?? this.#badValue(name, types);
  }

  /** Copies data as it is. A copy, since YAML aliases let one value stand at several places. */
  #data(value: JsonValue): JsonValue {
    this.#count();
    if (typeof value === 'number' && !Number.isFinite(value)) {
      this.#problem('value-not-json', 'The value is a number that JSON does not have');
      return null;
    }
    if (Array.isArray(value)) {
      return value.map((item, index) => this.#enter(String(index), () => this.#data(item)));
    }
    if (!isObject(value)) return value;
    const copy: JsonObject = {};
    for (const [key, item] of Object.entries(value)) this.#enter(key, () => put(copy, key, this.#data(item)));
    return copy;
  }

  // ---------------------------------------------------------------- objects

  #structured(value: JsonValue, shape: Shape): JsonValue | undefined {
    if (typeof value === 'boolean' && shape.refs === 'schemas') return this.#booleanSchema(value);
    if (!this.#expectObject(value, shape)) return this.#instead(value, shape);
    const reference = shape.refs && own(value, '$ref');
    if (reference !== undefined) return this.#reference(reference, value, shape);
    const object: JsonObject = {};
    const isWhole = this.#fields(value, shape, object);
    if (!isWhole && !this.#options.isRaw) return undefined;
    this.#finish(object, shape);
    return object;
  }

  /** Later stages know objects only; `true` allows everything, as `{}` does, and `false` nothing. */
  #booleanSchema(value: boolean): JsonValue {
    return value ? {} : { not: {} };
  }

  /** @returns whether everything is there that the contract cannot be understood without */
  #fields(value: JsonObject, shape: Shape, into: JsonObject, except?: ReadonlySet<string>): boolean {
    const { isRaw = false } = this.#options;
    for (const [key, item] of Object.entries(value)) {
      if (except?.has(key)) continue;
      this.#enter(key, () => {
        if (key === '__proto__') return this.#unsafeKey();
        const field = shape.fields.get(key) ?? (key.startsWith('x-') ? undefined : shape.rest);
        if (!field && !key.startsWith('x-')) {
          if (shape.open) this.#keyword(key, shape);
          else if (!isRaw) return this.#unknown(key, shape);
        }
        if (field && this.#isFiltered(key, item, field)) return;
        const made = field ? this.#present(key, item, field, shape) : this.#data(item);
        if (made !== undefined) put(into, key, made);
      });
    }
    let isWhole = true;
    for (const [key, { required, expected }] of shape.fields) {
      if (required && !Object.hasOwn(into, key)) isWhole = false;
      if (Object.hasOwn(value, key) || !(required || expected.includes(this.#version))) continue;
      const what = shape.called.replace(/^[a-z]/, (letter) => letter.toUpperCase());
      const message = `${what} has no ${quote(key)}${required ? '; it is left out' : ''}`;
      this.#problem(required ? 'structure-missing' : 'structure-incomplete', message);
    }
    return isWhole;
  }

  /** Whether a field is an operation of the contract's paths which the filter does not take. */
  #isFiltered(key: string, item: JsonValue, field: Field): boolean {
    const { filter } = this.#options;
    if (!filter || field.shape !== 'operation' || field.container !== 'one' || this.#output[0] !== 'paths')
      return false;
    // The callbacks of an operation have operations of their own, further down; they go with it.
    const isInPath = this.#output.length === 3 && (METHODS as readonly string[]).includes(key);
    const isOther = this.#output.length === 4 && this.#output[2] === OTHER_METHODS;
    if (!isInPath && !isOther) return false;
    return !filter.takes(this.#output[1] ?? '', isObject(item) ? item : {});
  }

  /** A word in a schema that no version of JSON Schema has. */
  #keyword(key: string, shape: Shape): void {
    if (OTHER_KEYWORDS.has(key)) return;
    const near = similar(key, [...shape.fields.keys(), ...OTHER_KEYWORDS]);
    const message = `There is no keyword ${quote(key)} in JSON Schema; it makes no difference to the type`;
    this.#problem('structure-keyword', message, near === undefined ? undefined : `Did you mean ${quote(near)}?`);
  }

  /** YAML reads a key with nothing behind it as null, which OpenAPI has nowhere but in data. */
  #present(key: string, item: JsonValue, field: Field, shape: Shape): JsonValue | undefined {
    if (item === null && field.shape !== 'data' && !field.required && shape.fields.has(key)) {
      if (this.#options.isRaw) return null;
      this.#problem('structure-empty', `${quote(key)} has no value; it is left out`);
      return undefined;
    }
    if (typeof item === 'boolean' && field.shape === 'schema' && BOOLEAN_SCHEMAS.has(key)) return item;
    if (key === 'items' && Array.isArray(item) && shape.refs === 'schemas') return this.#list(item, 'schema');
    return this.#field(item, field);
  }

  #unknown(key: string, shape: Shape): void {
    const near = similar(key, shape.fields.keys());
    this.#problem(
      'structure-unknown',
      `There is no field ${quote(key)} in ${shape.called}; it is left out`,
      near === undefined ? undefined : `Did you mean ${quote(near)}?`,
    );
  }

  /** What depends on several fields at once. */
  #finish(object: JsonObject, shape: Shape): void {
    if (this.#options.isRaw) return;
    if (shape.refs === 'parameters') this.#finishParameter(object);
    else if (shape.refs === 'schemas') this.#finishSchema(object);
    else if (shape.refs === 'securitySchemes') this.#finishSecurityScheme(object);
    else if (shape.refs === 'responses') object['description'] ??= '';
    else if (shape === shapeOf('server')) this.#finishServer(object);
  }

  #finishSecurityScheme(object: JsonObject): void {
    const type = String(object['type']);
    for (const key of NEEDED_OF_SCHEMES[type] ?? []) {
      if (object[key] !== undefined) continue;
      const then = type === 'apiKey' ? '; it is left out' : key === 'scheme' ? '; it is taken as "basic"' : '';
      this.#problem('structure-incomplete', `A security scheme of type ${quote(type)} has no ${quote(key)}${then}`);
    }
  }

  #finishServer(object: JsonObject): void {
    const variables = isObject(object['variables']) ? object['variables'] : {};
    for (const [, name = ''] of String(object['url']).matchAll(/\{([^{}]*)\}/g)) {
      if (own(variables, name) !== undefined) continue;
      this.#problem(
        'structure-incomplete',
        `The server ${quote(String(object['url']))} has no variable ${quote(name)}; a client has to be given its \`baseUrl\``,
        'Declare it under `variables`, with a default.',
      );
    }
    for (const [name, variable] of Object.entries(variables)) {
      const [preset, values] = [own(variable, 'default'), own(variable, 'enum')];
      if (preset === undefined || !Array.isArray(values) || values.length === 0 || values.includes(preset)) continue;
      const message = `The default of the server variable ${quote(name)} is none of its values; it is taken as one`;
      this.#enter('variables', () => this.#enter(name, () => this.#problem('structure-value', message)));
    }
  }

  #finishParameter(object: JsonObject): void {
    if (object['in'] === 'path' && object['required'] !== true) {
      this.#problem(
        'structure-incomplete',
        `The path parameter ${quote(String(object['name']))} is not marked as required; it is taken as required`,
        'Add `required: true`.',
      );
      object['required'] = true;
    }
    if (object['schema'] === undefined && object['content'] === undefined) {
      const message = `The parameter ${quote(String(object['name']))} has neither "schema" nor "content"; any value is allowed`;
      this.#problem('structure-incomplete', message, 'Add a schema.');
    }
  }

  #finishSchema(object: JsonObject): void {
    for (const key of ['$dynamicRef', '$recursiveRef']) {
      const reference = own(object, key);
      if (reference === undefined) continue;
      delete object[key];
      this.#dynamic(key, reference, object);
    }
    // A tuple as older drafts of JSON Schema have it.
    if (Array.isArray(object['items'])) {
      this.#enter('items', () =>
        this.#problem(
          'structure-kind',
          '"items" is an array, not a schema; it is taken as "prefixItems"',
          'Call it "prefixItems".',
        ),
      );
      object['prefixItems'] ??= object['items'];
      delete object['items'];
    }
    for (const key of ['$id', '$anchor', '$dynamicAnchor', '$recursiveAnchor']) {
      if (own(object, key) === undefined) continue;
      this.#enter(key, () => this.#problem('unsupported-base', `The schema has ${key}, which is left out`));
      delete object[key];
    }
    const discriminator = own(object, 'discriminator');
    if (isObject(discriminator)) this.#enter('discriminator', () => this.#finishDiscriminator(discriminator));
  }

  /**
   * `$recursiveRef: '#'` is the schema that it stands in, and a `$dynamicRef` the one schema with that anchor, as long as
   * nothing extends either. What leads to no schema, or to several, allows anything.
   */
  #dynamic(key: string, reference: JsonValue, object: JsonObject): void {
    const owner = this.#owner?.kind === 'schemas' ? this.#owner : undefined;
    if (reference === '#' && owner) {
      this.#components.refer(object, '$ref', owner, this.#owner);
      return;
    }
    const place = { source: this.#source, tokens: this.#tokens };
    const target = this.#references.anchored(reference, place, owner?.tokens);
    if (target) {
      const component = this.#components.discover('schemas', target.source, target.tokens, target.value);
      this.#components.refer(object, '$ref', component, this.#owner);
      return;
    }
    const shown = typeof reference === 'string' ? quote(reference) : kindOf(reference);
    this.#problem('unsupported-anchor', `${key} ${shown} does not lead to one schema; anything is allowed there`);
  }

  /** A mapping holds names of schemas or references to them; all become references. */
  #finishDiscriminator(discriminator: JsonObject): void {
    if (own(discriminator, 'defaultMapping') !== undefined) this.#mapping(discriminator, 'defaultMapping');
    const mapping = own(discriminator, 'mapping');
    if (!isObject(mapping)) return;
    this.#enter('mapping', () => {
      for (const value of Object.keys(mapping)) this.#mapping(mapping, value);
    });
  }

  #mapping(mapping: JsonObject, value: string): void {
    this.#enter(value, () => {
      const name = String(mapping[value]);
      const component = this.#components.named('schemas', name);
      if (component || !/[#/]|\.(ya?ml|json)$/i.test(name)) this.#mapLater(mapping, value, name);
      else this.#mapTo(mapping, value, this.#mapped(name));
    });
  }

  /** A name can be that of a component which is not found yet. */
  #mapLater(mapping: JsonObject, value: string, name: string): void {
    const place = { source: this.#source, tokens: [...this.#tokens] };
    const owner = this.#owner;
    this.#later.push(() => {
      this.#at(place, [], owner, () => {
        this.#mapTo(mapping, value, this.#components.named('schemas', name) ?? this.#noMapping(value, name));
      });
    });
  }

  #mapTo(mapping: JsonObject, value: string, component: Component | undefined): void {
    if (component) this.#components.refer(mapping, value, component, this.#owner);
    else delete mapping[value];
  }

  #mapped(reference: string): Component | undefined {
    const target = this.#references.resolve(reference, { source: this.#source, tokens: this.#tokens });
    return target && this.#components.discover('schemas', target.source, target.tokens, target.value);
  }

  #noMapping(value: string, name: string): undefined {
    const message = `${quote(value)} is mapped to ${quote(name)}, which is not a schema of the contract; it is left out`;
    this.#problem('discriminator-mapping', message);
  }

  // ---------------------------------------------------------------- references

  #reference(reference: JsonValue, value: JsonObject, shape: Shape): JsonValue | undefined {
    const target = this.#references.resolve(reference, { source: this.#source, tokens: this.#tokens });
    if (!target) return this.#unresolved(value, shape);
    if (shape.refs === 'inline') return this.#inline(target, value, shape);
    const kind = shape.refs as ComponentKind;
    if (!this.#fits(target, kind, shape)) return this.#unresolved(value, shape);
    if (this.#options.broken?.has(placeKey(kind, target.source, target.tokens))) return undefined;
    const component = this.#components.discover(kind, target.source, target.tokens, target.value);
    const object: JsonObject = {};
    const siblings = this.#siblings(value, shape);
    if (siblings.constrains) {
      this.#components.refer(object, '$ref', component, this.#owner);
      const { allOf, ...rest } = siblings.object;
      return { allOf: [object, ...(Array.isArray(allOf) ? allOf : [])], ...rest };
    }
    this.#components.refer(object, '$ref', component, this.#owner);
    for (const [key, item] of Object.entries(siblings.object)) put(object, key, item);
    return object;
  }

  /** A reference that leads nowhere: of a schema what stands beside it is left, of all else nothing. */
  #unresolved(value: JsonObject, shape: Shape): JsonValue | undefined {
    if (this.#options.isRaw) return this.#data(value);
    return shape.refs === 'schemas' ? this.#siblings(value, shape).object : undefined;
  }

  #fits(target: Target, kind: ComponentKind, shape: Shape): boolean {
    if (!isObject(target.value) && !(kind === 'schemas' && typeof target.value === 'boolean')) {
      const message = `The $ref leads to ${kindOf(target.value)}, not to ${shape.called}`;
      this.#enter('$ref', () => this.#problem('ref-invalid', message));
      return false;
    }
    const [components, section] = target.tokens;
    if (target.tokens.length === 3 && components === 'components' && section !== kind && isKind(section)) {
      const message = `The $ref leads to one of components.${section}, where ${shape.called} belongs`;
      this.#enter('$ref', () => this.#problem('ref-kind', message));
      return false;
    }
    return true;
  }

  /** What stands beside a `$ref`: in a schema of 3.1 it counts; elsewhere only words that explain are kept. */
  #siblings(value: JsonObject, shape: Shape): { object: JsonObject; constrains: boolean } {
    const isSchema = shape.refs === 'schemas';
    const counts = isSchema && this.#version !== '3.0';
    const rest: JsonObject = {};
    for (const [key, item] of Object.entries(value)) {
      if (key === '$ref') continue;
      if (
        counts ||
        this.#options.isRaw ||
        (isSchema && ANNOTATIONS.has(key)) ||
        key === 'summary' ||
        key === 'description' ||
        key.startsWith('x-')
      )
        put(rest, key, item);
      else {
        const message = `${quote(key)} beside a $ref has no effect; it is left out`;
        this.#enter(key, () => this.#problem('ref-siblings', message));
      }
    }
    const object: JsonObject = {};
    if (!isSchema) {
      for (const [key, item] of Object.entries(rest))
        put(
          object,
          key,
          this.#enter(key, () => this.#data(item)),
        );
      return { object, constrains: false };
    }
    this.#fields(rest, shape, object);
    this.#finishSchema(object);
    return { object, constrains: !Object.keys(object).every(isAnnotation) };
  }

  /** Puts a path item in place of the reference to it: there is no other way to refer to one that all tools know. */
  #inline(target: Target, value: JsonObject, shape: Shape): JsonValue | undefined {
    const key = inlineKey(target);
    if (this.#inlining.length > MAX_INLINED) this.#tooDeep();
    if (this.#inlining.includes(key)) {
      this.#enter('$ref', () => this.#problem('ref-circular', 'The path item contains itself'));
      return undefined;
    }
    if (!isObject(target.value)) {
      const message = `The $ref leads to ${kindOf(target.value)}, not to ${shape.called}`;
      this.#enter('$ref', () => this.#problem('ref-invalid', message));
      return undefined;
    }
    let made: JsonValue | undefined;
    this.#inlining.push(key);
    this.#at(target, [...this.#output], this.#owner, () => {
      made = this.#structured(target.value, shape);
    });
    this.#inlining.pop();
    return isObject(made) ? this.#beside(made, value, shape) : undefined;
  }

  #beside(item: JsonObject, value: JsonObject, shape: Shape): JsonObject {
    const { $ref: _, ...rest } = value;
    for (const key of Object.keys(rest)) {
      if (Object.hasOwn(item, key)) {
        const message = `${quote(key)} stands both beside the $ref and in the path item that it leads to`;
        this.#enter(key, () => this.#problem('path-item-conflict', message));
        return item;
      }
      this.origins.add([...this.#output, key], this.#source, [...this.#tokens, key]);
    }
    this.#fields(rest, shape, item);
    return item;
  }
}

function shapeOf(name: ShapeName): Shape {
  const shape = SHAPES.get(name);
  if (!shape) throw new TypeError(`There is no shape ${name}`);
  return shape;
}

function isKind(name: string | undefined): boolean {
  return (KINDS as readonly (string | undefined)[]).includes(name);
}

/** Whether a value is a `$ref` with nothing beside it but words that explain. */
function isReference(value: JsonValue): value is JsonObject {
  if (!isObject(value) || !Object.hasOwn(value, '$ref')) return false;
  return Object.keys(value).every((key) => key === '$ref' || isAnnotation(key));
}

function isAnnotation(key: string): boolean {
  return ANNOTATIONS.has(key) || key.startsWith('x-');
}

function byOrderIn(object: JsonObject): (a: string, b: string) => number {
  const keys = Object.keys(object);
  return (a, b) => keys.indexOf(a) - keys.indexOf(b);
}
