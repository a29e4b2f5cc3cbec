import { quoteLiteral } from '@influxkit/generator';

/** `validation.ts`: the middleware that checks bodies by Standard Schemas, whichever library they are of. */
export const validationModule = (runtimePackage: string): string => `
import { DecodeError, type Middleware, RequestError, type WireResponse } from ${quoteLiteral(runtimePackage)};
import { validators } from './zod.js';

/** A schema of any library that follows Standard Schema: zod, valibot, ArkType. */
export interface StandardSchema {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => ValidationResult | Promise<ValidationResult>;
  };
}

export interface ValidationResult {
  readonly issues?: readonly ValidationIssue[] | undefined;
}

export interface ValidationIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** Schemas of one operation. */
export interface OperationValidators {
  /** By media type of the body. */
  readonly request?: Readonly<Record<string, StandardSchema>>;
  /** By status (\`200\`, \`2XX\`, \`default\`) and media type. */
  readonly response?: Readonly<Record<string, Readonly<Record<string, StandardSchema>>>>;
}

/** By the operation's name. */
export type Validators = Readonly<Record<string, OperationValidators>>;

/** Something of a body that is not valid. */
export interface InvalidPlace {
  /** Such as \`pets[2].name\`; empty for the whole body. */
  readonly path: string;
  /** What was expected and what type of value is there; never the value. */
  readonly message: string;
}

/** What is not valid, of an error that \`validate\` has thrown; undefined for any other. */
export function invalidPlaces(error: unknown): readonly InvalidPlace[] | undefined {
  const isOne = error instanceof RequestError || error instanceof DecodeError;
  return isOne && 'invalidPlaces' in error ? (error.invalidPlaces as readonly InvalidPlace[]) : undefined;
}

/** Most places that a message names. */
const MOST_PLACES = 10;

/**
 * Middleware that checks JSON bodies: of requests before they are sent, of responses of success before they are decoded.
 * Errors name places and what was expected there, and no value, for one may be a secret.
 *
 * @param what the bodies that are checked
 * @param schemas those of single operations in place of the contract's, of any library
 * @throws RequestError, before anything is sent; DecodeError for a response
 */
export function validate(what: 'request' | 'response' | 'both' = 'both', schemas: Validators = {}): Middleware {
  const all: ReadonlyMap<string, OperationValidators> = new Map(Object.entries({ ...validators, ...schemas }));
  return async (request, next) => {
    const own = all.get(request.operation.name);
    const { body } = request;
    const ofRequest = what === 'response' ? undefined : schemaFor(own?.request, request.headers['content-type']);
    if (ofRequest && typeof body === 'string') {
      const places = await placesOf(ofRequest, body);
      if (places.length > 0) throw new RequestError(request, \`the body is not valid: \${listed(places)}\`, { invalidPlaces: places });
    }
    const response = await next(request);
    if (what === 'request' || !own?.response || !(request.read === 'json' || request.read === 'any')) return response;
    const ofResponse = schemaFor(byStatus(own.response, response.status), response.headers.get('content-type'));
    const text = ofResponse ? await textOf(response) : '';
    if (!ofResponse || text === '') return response;
    const places = await placesOf(ofResponse, text);
    if (places.length > 0) throw new DecodeError(request, \`the response is not valid: \${listed(places)}\`, { invalidPlaces: places });
    return response;
  };
}

/** Of a platform's own response, which can be read once, a copy is read. */
function textOf(response: WireResponse): Promise<string> {
  return response instanceof Response ? response.clone().text() : response.text();
}

function byStatus<T>(responses: Readonly<Record<string, T>>, status: number): T | undefined {
  if (status < 200 || status > 299) return undefined;
  return responses[String(status)] ?? responses['2XX'] ?? responses['2xx'] ?? responses['default'];
}

/** The schema of a media type; of a body that does not say which it is of, where there is one only. */
function schemaFor(
  schemas: Readonly<Record<string, StandardSchema>> | undefined,
  contentType: string | null | undefined,
): StandardSchema | undefined {
  const entries = Object.entries(schemas ?? {});
  if (!contentType) return entries.length === 1 ? entries[0]?.[1] : undefined;
  const essence = (mediaType: string): string => (mediaType.split(';')[0] ?? '').trim().toLowerCase();
  return entries.find(([mediaType]) => essence(mediaType) === essence(contentType))?.[1];
}

/** What is not valid; nothing where it is not JSON: that is for the decoder to say. */
async function placesOf(schema: StandardSchema, text: string): Promise<readonly InvalidPlace[]> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return [];
  }
  const { vendor, validate: check } = schema['~standard'];
  const { issues = [] } = await check(value);
  return issues.map(({ path = [], message }) => {
    // Not by \`map\`: the path of ArkType is an array of a class of its own, whose copies are others.
    const names = Array.from(path, (part) => (typeof part === 'object' ? part.key : part));
    // Messages of zod hold no value; those of other libraries may.
    return { path: pathText(names), message: vendor === 'zod' ? message : \`not valid, received \${kindAt(value, names)}\` };
  });
}

function listed(places: readonly InvalidPlace[]): string {
  const named = places.slice(0, MOST_PLACES).map(({ path, message }) => \`\${path || 'the whole of it'}: \${message}\`);
  const more = places.length - named.length;
  return named.join('; ') + (more > 0 ? \`; and \${more} more\` : '');
}

/** Such as \`pets[2].name\`. */
function pathText(path: readonly PropertyKey[]): string {
  const parts = path.map((key) => (typeof key === 'number' ? \`[\${key}]\` : \`.\${String(key)}\`));
  return parts.join('').replace(/^\\./, '');
}

/** Of which type the value at a place is. */
function kindAt(value: unknown, path: readonly PropertyKey[]): string {
  let at = value;
  for (const key of path) at = typeof at === 'object' && at !== null ? (at as Record<PropertyKey, unknown>)[key] : undefined;
  return at === undefined ? 'none' : at === null ? 'null' : Array.isArray(at) ? 'array' : typeof at;
}
`;
