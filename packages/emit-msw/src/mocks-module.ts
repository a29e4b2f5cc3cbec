import { type ApiModel, printType, quoteLiteral, type Schema } from '@influxkit/generator';
import { type ModuleNames, SEEDED, wireType } from './data-module.js';
import type { Plan } from './plan.js';
import { planText, valueText } from './plan-text.js';
import type { Planner } from './planner.js';

type Operation = ApiModel['operations'][number];

/** A response of the contract, as code. */
interface ResponseText {
  readonly status: string;
  readonly type: string;
  readonly code: string;
}

/** Code without its strings, in which a contract may say anything. */
const withoutLiterals = (code: string): string => code.replace(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g, "''");

/** `mocks.ts`: what operations respond with, and the routes of a fake server. */
export function mocksModule(model: ApiModel, planner: Planner, names: ModuleNames): string {
  const { seeded } = names;
  const helpers = new Set<string>();
  const operations = model.operations.map((operation) => {
    const responses = responsesOf(operation, model, planner, names, helpers);
    return { name: quoteLiteral(operation.name.join('.')), operation, responses };
  });
  const bodies = operations.map(({ name, responses }) => {
    const members = responses.map(({ status, type }) => `${status}: ${type}`);
    return `  ${name}: ${members.length > 0 ? `{ ${members.join('; ')} }` : 'Record<never, never>'};\n`;
  });
  const table = operations.map(({ name, operation: { method, path, server }, responses }) => {
    const members = responses.map(({ status, code }) => `      ${status}: ${code},\n`).join('');
    const { origin, prefix } = placeOf(server);
    const whole = quoteLiteral(`${prefix}${path}`);
    const own = origin === undefined ? '' : `    origin: ${quoteLiteral(origin)},\n`;
    return `  ${name}: {\n    method: ${quoteLiteral(method)},\n    path: ${whole},\n${own}    responses: {${members && `\n${members}    `}},\n  },\n`;
  });
  const types = bodies.join('');
  const code = table.join('');
  return `
import * as ${seeded} from '${SEEDED}';
${withoutLiterals(code).includes('data.') ? "import * as data from './data.js';\n" : ''}${types.includes('components[') ? "import type { components } from './schema.js';\n" : ''}
${[...helpers].map((helper) => `${helper}\n`).join('')}/** Bodies of responses, by operation and status. */
export interface Bodies {
${types}}

const operations: ${seeded}.Operations<keyof Bodies> = {
${code}};

/** Routes for a fake server, one an operation, which respond with data of a seed. */
export function routes(seed?: ${seeded}.Seed): ${seeded}.Route[] {
  return ${seeded}.routesOf(operations, seed);
}

/** The route of one operation: with another status, or a body of your own. It goes before those of \`routes\`. */
export function route<Name extends keyof Bodies, const Status extends number>(
  name: Name,
  status: Status,
  body?: ${seeded}.BodyOf<Bodies[Name], Status>,
  options?: ${seeded}.RouteOptions,
): ${seeded}.Route {
  return ${seeded}.routeOf(operations, name, status, body, options);
}

/** The body that an operation responds with by a seed: what a test compares with, or changes. */
export function sample<Name extends keyof Bodies, const Status extends number>(
  name: Name,
  status: Status,
  seed?: ${seeded}.Seed,
): ${seeded}.BodyOf<Bodies[Name], Status> {
  return ${seeded}.sampleOf(operations, name, status, seed) as ${seeded}.BodyOf<Bodies[Name], Status>;
}
`;
}

/** `handlers.ts`: the routes as handlers of MSW. */
export function handlersModule({ server }: ApiModel): string {
  const url = server?.variables
    ? Object.entries(server.variables).reduce(
        (text, [name, each]) => text.replaceAll(`{${name}}`, each.default),
        server.url,
      )
    : server?.url;
  const base = url?.replace(/\/$/, '') ?? '*://:origin';
  return `
import { mswPath, type Route, type RouteOptions, type Seed, type BodyOf } from '${SEEDED}';
import { http, type HttpHandler } from 'msw';
import { type Bodies, route, routes } from './mocks.js';

/** Where the API is, unless you say otherwise: ${url === undefined ? 'the root of any origin' : "the contract's server"}. */
const BASE_URL = ${quoteLiteral(base)};

/** A handler for each operation, which responds with data of a seed. */
export function handlers(seed?: Seed, baseUrl: string = BASE_URL): HttpHandler[] {
  return routes(seed).map((each) => toHandler(each, baseUrl));
}

/** The handler of one operation, for \`server.use\`: with another status, or a body of your own. */
export function handler<Name extends keyof Bodies, const Status extends number>(
  name: Name,
  status: Status,
  body?: BodyOf<Bodies[Name], Status>,
  { baseUrl = BASE_URL, ...options }: RouteOptions & { readonly baseUrl?: string } = {},
): HttpHandler {
  return toHandler(route(name, status, body, options), baseUrl);
}

function toHandler({ method, path, origin, respond }: Route, baseUrl: string): HttpHandler {
  const at = \`\${origin ?? baseUrl.replace(/\\/$/, '')}\${mswPath(path)}\`;
  const verb = method.toLowerCase();
  const add = verb in http ? http[verb as keyof typeof http] : http.all;
  return add(at, ({ request }) => (request.method === method ? respond(request) : undefined));
}
`;
}

/** Where an operation is that has a server of its own: a whole address, or a path below the address of the others. */
function placeOf(server = ''): { origin: string | undefined; prefix: string } {
  const [, origin, path = ''] = /^([a-z][a-z\d+.-]*:\/\/[^/]*)?(.*)$/i.exec(server) ?? [];
  return { origin, prefix: path.replace(/\/$/, '') };
}

function responsesOf(
  operation: Operation,
  model: ApiModel,
  planner: Planner,
  names: ModuleNames,
  helpers: Set<string>,
): ResponseText[] {
  return [...operation.form.responses].flatMap(([status, { value }]) => {
    if (!/^([2-5](\d\d|XX)|default)$/i.test(status)) return [];
    const key = /^\d+$/.test(status) || status === 'default' ? status : quoteLiteral(status.toUpperCase());
    const content = [...value.content];
    const chosen = content.find(([mediaType]) => isJson(mediaType)) ?? content[0];
    if (!chosen) return [{ status: key, type: 'undefined', code: `${names.seeded}.empty` }];
    const [mediaType, schema] = chosen;
    return [{ status: key, ...responseText(operation, model, planner, names, helpers, status, mediaType, schema) }];
  });
}

const isJson = (mediaType: string): boolean => /[/+]json\b/i.test(mediaType);

function responseText(
  operation: Operation,
  model: ApiModel,
  planner: Planner,
  names: ModuleNames,
  helpers: Set<string>,
  status: string,
  mediaType: string,
  schema: Schema,
): { type: string; code: string } {
  const { seeded } = names;
  const title = `${operation.name.join('.')} ${status}`;
  const context = {
    ...names,
    nameOf: (named: Parameters<ModuleNames['nameOf']>[0]) => `data.${names.nameOf(named)}`,
    title,
  };
  const typeText = (): string => {
    const { text, helper } = printType(model, schema, 'read');
    if (helper) helpers.add(helper);
    return wireType(model, names, text);
  };
  const form = formOf(/^(2|default)/.test(status) ? operation.responses.codecs.get(mediaType) : undefined, mediaType);
  const sent = quoteLiteral(concrete(mediaType));
  if (form === 'text') {
    const code = `${seeded}.body(${sent}, 'text', ${seeded}.text())`;
    return { type: 'string | Blob | ArrayBuffer', code };
  }
  const plan = planner.plan(schema);
  const code = withoutNextPage(planText(plan, context, '      '), plan, operation, status, schema, planner, seeded);
  if (form !== 'json') {
    return { type: `readonly (${typeText()})[]`, code: `${seeded}.body(${sent}, '${form}', ${seeded}.array(${code}))` };
  }
  const type = mediaType === 'application/json' ? '' : `, ${sent}`;
  return { type: typeText(), code: `${seeded}.json(${code}${type})` };
}

/** A list of a mock has one page: a token or an address of a next one would never end. */
function withoutNextPage(
  code: string,
  plan: Plan,
  { page }: Operation,
  status: string,
  schema: Schema,
  planner: Planner,
  seeded: string,
): string {
  if (!page || !status.startsWith('2')) return code;
  const { next, nextToken, more } = page.rule;
  let changed = code;
  for (const [place, values] of [
    [next, [undefined, null, '']],
    [nextToken, [undefined, null, '']],
    [more, [false]],
  ] as const) {
    if (place === undefined) continue;
    const path = place.split('.');
    const found = values.map((value) => ({ value }));
    const last = planner.firstValid(plan, schema, found, (whole, { value }) => withValue(whole, path, value));
    if (!last) continue;
    const value = last.value === undefined ? '' : `, ${valueText(last.value)}`;
    changed = `${seeded}.lastPage(${changed}, ${valueText(path)}${value})`;
  }
  return changed;
}

function withValue(whole: unknown, path: readonly string[], value: unknown): unknown {
  const holder = path
    .slice(0, -1)
    .reduce(
      (each, name) => (typeof each === 'object' && each !== null ? (each as Record<string, unknown>)[name] : undefined),
      whole,
    );
  const last = path.at(-1) ?? '';
  if (typeof holder !== 'object' || holder === null) return whole;
  if (value === undefined) delete (holder as Record<string, unknown>)[last];
  else (holder as Record<string, unknown>)[last] = value;
  return whole;
}

/** How a body is written: by what reads it, or by its media type. */
function formOf(codec: string | undefined, mediaType: string): 'json' | 'text' | 'lines' | 'sequence' | 'events' {
  if (codec === 'jsonl') return 'lines';
  if (codec === 'json-seq') return 'sequence';
  if (codec === 'sse' || codec === 'sse-text') return 'events';
  return isJson(mediaType) && !codec?.startsWith('sse') ? 'json' : 'text';
}

/** A range of media types as one of them. */
const concrete = (mediaType: string): string =>
  mediaType.includes('*') ? mediaType.replace('*/*', 'text/plain').replace('/*', '/plain') : mediaType;
