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

/** Most places that an error names. */
const MOST_ISSUES = 10;

/**
 * Middleware that checks JSON bodies: of requests before they are sent, of responses of success before they are decoded.
 * The error names the places that are not valid and no value, for one may be a secret; messages are the schemas' own where
 * those are zod's, which quote no value.
 *
 * @param schemas those of single operations in place of the contract's, of any library
 * @throws RequestError, before anything is sent; DecodeError for a response
 */
export function validate(what: 'request' | 'response' | 'both' = 'both', schemas: Validators = {}): Middleware {
  const all: ReadonlyMap<string, OperationValidators> = new Map(Object.entries({ ...validators, ...schemas }));
  return async (request, next) => {
    const own = all.get(request.operation.name);
    const sent = what !== 'response' && typeof request.body === 'string' ? own?.request : undefined;
    const ofRequest = schemaOf(sent, request.headers['content-type']);
    if (ofRequest && typeof request.body === 'string') {
      const problem = await problemOf(ofRequest, request.body);
      if (problem !== undefined) throw new RequestError(request, \`the body is not valid: \${problem}\`);
    }
    const response = await next(request);
    if (what === 'request' || !own?.response || !(request.read === 'json' || request.read === 'any')) return response;
    const ofResponse = schemaOf(byStatus(own.response, response.status), response.headers.get('content-type') ?? undefined);
    if (!ofResponse) return response;
    const text = await textOf(response);
    const problem = text === '' ? undefined : await problemOf(ofResponse, text);
    if (problem !== undefined) throw new DecodeError(request, \`the response is not valid: \${problem}\`);
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

function schemaOf(
  schemas: Readonly<Record<string, StandardSchema>> | undefined,
  contentType: string | undefined,
): StandardSchema | undefined {
  if (!schemas) return undefined;
  const essence = (type: string): string => (type.split(';')[0] ?? '').trim().toLowerCase();
  const wanted = essence(contentType ?? '');
  return Object.entries(schemas).find(([mediaType]) => essence(mediaType) === wanted)?.[1];
}

/** What is not valid, in words; undefined where all is, and where it is not JSON: that is for the decoder to say. */
async function problemOf(schema: StandardSchema, text: string): Promise<string | undefined> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { issues = [] } = await schema['~standard'].validate(value);
  if (issues.length === 0) return undefined;
  const isSafe = schema['~standard'].vendor === 'zod';
  const said = issues.slice(0, MOST_ISSUES).map((issue) => {
    const place = pathText(issue.path ?? []);
    return isSafe ? \`\${place}: \${issue.message}\` : place;
  });
  const more = issues.length - said.length;
  return said.join('; ') + (more > 0 ? \`; and \${more} more\` : '');
}

/** Such as \`pets[2].name\`; \`the whole\` where the path is empty. */
function pathText(path: NonNullable<ValidationIssue['path']>): string {
  const text = path
    .map((part) => (typeof part === 'object' ? part.key : part))
    .map((key) => (typeof key === 'number' ? \`[\${key}]\` : \`.\${String(key)}\`))
    .join('');
  return text === '' ? 'the whole' : text.replace(/^\\./, '');
}
`;
