import { kindOf } from '@influxkit/internal/message';
import { diagnose } from '../base/catalogue.js';
import { type Diagnostic, quote } from '../base/diagnostics.js';
import { DEFAULT_LIMITS } from '../base/limits.js';
import { levelProblem } from '../base/severity-policy.js';
import { similar } from '../base/similar.js';
import { EMITTER_API_VERSION } from './emitter-entry.js';
import type { GeneratorConfig, ProductConfig } from './product-config.js';

/** Tells what an option takes where a value does not fit; undefined where it does. */
export type Check = (value: unknown) => string | undefined;

const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const PACKAGE = /^(@[a-z0-9][a-z0-9._-]*\/)?[a-z0-9][a-z0-9._-]*$/;
const CODECS = 'json text bytes stream form multipart any jsonl json-seq sse sse-text sse-event sse-event-json'.split(
  ' ',
);

const text: Check = (value) => (typeof value === 'string' && value !== '' ? undefined : 'a string that is not empty');
const flag: Check = (value) => (typeof value === 'boolean' ? undefined : 'true or false');
const matching =
  (pattern: RegExp, wanted: string): Check =>
  (value) =>
    typeof value === 'string' && pattern.test(value) ? undefined : wanted;
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) ? first(value, check, 'an array of which each is ') : 'an array';
const mapOf =
  (check: Check): Check =>
  (value) =>
    isRecord(value) ? first(Object.values(value), check, 'an object of which each value is ') : 'an object';
const either =
  (one: Check, other: Check): Check =>
  (value) => {
    const [a, b] = [one(value), other(value)];
    return a === undefined || b === undefined ? undefined : `${a}, or ${b}`;
  };
const codec: Check = (value) => (CODECS.includes(String(value)) ? undefined : `one of ${CODECS.join(', ')}`);
const anyString: Check = (value) => (typeof value === 'string' ? undefined : 'a string');
const yes: Check = (value) => (value === true ? undefined : 'true');
const count =
  (least: number): Check =>
  (value) =>
    Number.isSafeInteger(value) && Number(value) >= least ? undefined : `an integer, ${least} or more`;

/** What a rule of pagination may say, and of which type. */
const PAGINATION: Readonly<Record<string, Check>> = {
  items: anyString,
  limit: anyString,
  max: count(1),
  offset: anyString,
  after: anyString,
  cursor: anyString,
  page: anyString,
  firstPage: count(0),
  token: anyString,
  nextToken: anyString,
  next: anyString,
  link: yes,
  more: anyString,
  nextOptional: yes,
};

const pagination: Check = (value) => {
  if (value === false) return undefined;
  const typeOf = (key: string): Check => PAGINATION[key] ?? (() => 'absent');
  const fits =
    isRecord(value) &&
    typeof value['items'] === 'string' &&
    Object.entries(value).every(([key, item]) => typeOf(key)(item) === undefined);
  return fits
    ? undefined
    : `false, or an object with items and any of ${Object.entries(PAGINATION)
        .slice(1)
        .map(([key, check]) => `${key} (${check(undefined)})`)
        .join(', ')}`;
};

/** An object that has some of these keys, and no other. */
const shapeOf =
  (keys: readonly string[], check: Check): Check =>
  (value) => {
    if (!isRecord(value)) return `an object with any of ${keys.join(', ')}`;
    const unknown = Object.keys(value).find((key) => !keys.includes(key));
    if (unknown !== undefined) return `an object with any of ${keys.join(', ')}, and not ${quote(unknown)}`;
    return first(Object.values(value), check, `an object with any of ${keys.join(', ')}, of which each value is `);
  };
const format: Check = (value) =>
  isRecord(value) &&
  Object.keys(value).sort().join() === 'in,name,values' &&
  ['query', 'body'].includes(String(value['in'])) &&
  text(value['name']) === undefined &&
  mapOf(text)(value['values']) === undefined
    ? undefined
    : "an object with in ('query' or 'body'), name, and values: an object of strings by media type";
const variant: Check = shapeOf(['withoutPrefix'], matching(/^\/.*[^/]$/, 'a path such as "/accounts/{accountId}"'));
/** An object with any of these keys, each with a check of its own. */
const recordOf =
  (checks: Readonly<Record<string, Check>>): Check =>
  (value) => {
    const keys = Object.keys(checks);
    const wanted = shapeOf(keys, () => undefined)(value);
    if (wanted !== undefined || !isRecord(value)) return wanted;
    const bad = keys.find((key) => value[key] !== undefined && checks[key]?.(value[key]) !== undefined);
    return bad === undefined ? undefined : `an object whose \`${bad}\` is ${checks[bad]?.(value[bad])}`;
  };
const oneOf =
  (...values: readonly string[]): Check =>
  (value) =>
    values.includes(String(value)) ? undefined : `one of ${values.map((each) => quote(each)).join(', ')}`;
const naming: Check = either(
  oneOf('path', 'operationId'),
  recordOf({
    by: oneOf('path', 'operationId'),
    tags: flag,
    attached: listOf(text),
    actions: listOf(text),
    readings: listOf(text),
  }),
);
const selection: Check = recordOf({
  tags: listOf(text),
  paths: listOf(text),
  operations: listOf(text),
  deprecated: flag,
});
const positive: Check = (value) =>
  Number.isSafeInteger(value) && Number(value) > 0 ? undefined : 'a whole number above 0';
const limits: Check = recordOf(Object.fromEntries(Object.keys(DEFAULT_LIMITS).map((key) => [key, positive])));
const EMITTER = `an emitter that \`defineEmitter\` made for version ${EMITTER_API_VERSION} of its interface, with a name such as "mocks"`;
const emitter: Check = (value) =>
  isRecord(value) &&
  value['apiVersion'] === EMITTER_API_VERSION &&
  NAME.test(String(value['name'])) &&
  text(value['version']) === undefined &&
  typeof value['emit'] === 'function'
    ? undefined
    : EMITTER;
const emitters: Check = listOf((value) =>
  isRecord(value) && 'emitter' in value ? recordOf({ emitter, options: () => undefined })(value) : emitter(value),
);
const diagnostics: Check = (value) => {
  if (!isRecord(value)) return 'an object of codes, each with "off", "warning" or "error"';
  const problem = Object.entries(value)
    .map(([code, level]) => levelProblem(code, level))
    .find((each) => each !== undefined);
  return problem === undefined ? undefined : `codes of the catalogue: ${problem}`;
};

/** Every option of a product and what it takes. */
export const OPTIONS: Readonly<Record<keyof ProductConfig, Check>> = {
  name: matching(NAME, 'lower-case letters, digits and hyphens, such as "oss-v2"'),
  input: text,
  output: text,
  clientName: matching(/^[A-Za-z_$][\w$]*$/, 'the name of a function, such as "createOssV2"'),
  bundle: text,
  docs: text,
  names: mapOf(text),
  naming,
  schemaNames: mapOf(matching(/^[A-Za-z_$][\w$]*$/, 'the name of a type, such as "ApiProblem"')),
  schemaSuffix: matching(/^[\w$]+$/, 'letters and digits, such as "Model"'),
  strict: flag,
  diagnostics,
  include: selection,
  exclude: selection,
  limits,
  importExtension: oneOf('.js', '.ts', '.mjs', '.mts'),
  bind: shapeOf(['headers', 'path'], listOf(text)),
  errorHeaders: shapeOf(['code', 'message', 'requestId'], listOf(text)),
  stripPrefix: either(text, listOf(text)),
  pagination: mapOf(pagination),
  codecs: mapOf(mapOf(codec)),
  itemSchemas: mapOf(text),
  formatTypes: recordOf({ 'date-time': oneOf('Date'), int64: oneOf('bigint') }),
  formats: mapOf(format),
  variants: mapOf(variant),
  emitters,
  idempotent: listOf(text),
  runtimePackage: matching(PACKAGE, 'the name of a package'),
  overlays: listOf(text),
  upstream: text,
  upstreamOverlays: listOf(text),
  allowRemoteRefs: flag,
  refRoot: text,
};

const REQUIRED = ['name', 'input', 'output'] as const;

/**
 * Checks a value that a configuration file exports, or that was given to `generate`.
 * @returns what is wrong with it; nothing, if it is a configuration
 */
export function validateConfig(config: unknown): Diagnostic[] {
  if (!isRecord(config)) return [invalid(`The configuration is ${kindOf(config)}, not an object`)];
  const found = unknownKeys(config, ['products', 'naming', 'strict', 'diagnostics'], 'the configuration');
  for (const [option, check] of [
    ['naming', naming],
    ['strict', flag],
    ['diagnostics', diagnostics],
  ] as const) {
    const wanted = config[option] === undefined ? undefined : check(config[option]);
    if (wanted !== undefined) found.push(invalid(`\`${option}\` is ${kindOf(config[option])}; it takes ${wanted}`));
  }
  const { products } = config as { products?: unknown };
  if (!Array.isArray(products)) return [...found, invalid(`\`products\` is ${kindOf(products)}, not an array`)];
  if (products.length === 0) found.push(invalid('`products` is empty: there is nothing to generate'));
  for (const [index, product] of products.entries()) found.push(...validateProduct(product, `products[${index}]`));
  return found.length > 0 ? found : duplicates((config as unknown as GeneratorConfig).products);
}

function validateProduct(product: unknown, place: string): Diagnostic[] {
  if (!isRecord(product)) return [invalid(`\`${place}\` is ${kindOf(product)}, not an object`)];
  const found = unknownKeys(product, Object.keys(OPTIONS), `\`${place}\``);
  for (const [option, check] of Object.entries(OPTIONS)) {
    const value = product[option];
    if (value === undefined) {
      if ((REQUIRED as readonly string[]).includes(option)) found.push(invalid(`\`${place}.${option}\` is missing`));
      continue;
    }
    const wanted = check(value);
    if (wanted !== undefined) {
      const shown = typeof value === 'string' ? quote(value) : kindOf(value);
      found.push(invalid(`\`${place}.${option}\` is ${shown}; it takes ${wanted}`));
    }
  }
  return found;
}

function unknownKeys(value: object, known: readonly string[], place: string): Diagnostic[] {
  return Object.keys(value)
    .filter((key) => !known.includes(key))
    .map((key) => {
      const near = similar(key, known);
      const fix = near === undefined ? undefined : `Did you mean \`${near}\`?`;
      return diagnose('config-invalid', `There is no option ${quote(key)} in ${place}`, undefined, fix);
    });
}

function duplicates(products: readonly ProductConfig[]): Diagnostic[] {
  const names = products.map(({ name }) => name);
  return names
    .filter((name, index) => names.indexOf(name) !== index)
    .map((name) => invalid(`Two products are called ${quote(name)}`));
}

function invalid(message: string): Diagnostic {
  return diagnose('config-invalid', message);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function first(values: readonly unknown[], check: Check, before: string): string | undefined {
  const wanted = values.map(check).find((one) => one !== undefined);
  return wanted === undefined ? undefined : `${before}${wanted}`;
}
