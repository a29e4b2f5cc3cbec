import type { OperationDescriptor } from '@influxkit/runtime';
import { type Contract, type ContractOperation, type ContractParameter, sample } from '@influxkit/test-tools';
import { boundValue } from '@influxkit/test-tools/clients';

/** One call of an operation: what is given, and what is asked for. */
export interface Variant {
  /** What is special about it, for the name of the test. */
  readonly title: string;
  /** Whether what is optional is given. */
  readonly optional: boolean;
  /** Media type of the body, where it is not the client's default. */
  readonly contentType?: string;
  /** Media type of the response, where it is not the client's default. */
  readonly accept?: string;
  /** Status of the response, where it is not the lowest success. */
  readonly status?: number;
}

/** Values for a call, by what they are. */
export interface Values {
  readonly path: Readonly<Record<string, unknown>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;
  /** As the method takes it: an object for JSON and forms, a string for text. */
  readonly body: unknown;
  /** Query and body as they arrive: the body as the contract's schema describes it. */
  readonly sent: { readonly query: Readonly<Record<string, unknown>>; readonly body: unknown };
}

/** Every way to call an operation that the contract tells apart. */
export function variants({ body, parameters, success }: ContractOperation): readonly Variant[] {
  const several = (content: ReadonlyMap<string, unknown> | undefined): string[] =>
    content !== undefined && content.size > 1 ? [...content.keys()] : [];
  const [first, ...others] = success;
  const hasOptional = body !== undefined || parameters.some(({ required }) => !required);
  return [
    { title: 'with everything', optional: true },
    ...(hasOptional ? [{ title: 'with what is required', optional: false }] : []),
    ...several(body?.content).map((contentType) => ({ title: `with ${contentType}`, optional: true, contentType })),
    ...[...(first?.content.keys() ?? [])]
      .slice(1)
      .map((accept) => ({ title: `for ${accept}`, optional: true, accept })),
    ...others.map(({ status }) => ({ title: `for ${status}`, optional: true, status })),
  ];
}

/** Headers that the client or the platform sets, from what it is given otherwise. */
const setByOthers = new Set(['accept', 'content-type', 'content-length', 'content-encoding', 'authorization']);

/** Values for a call from the contract's schemas: the same in every run. The descriptor says which media type is the default. */
export function valuesFor(
  contract: Contract,
  operation: ContractOperation,
  descriptor: OperationDescriptor,
  variant: Variant,
  strings: 'plain' | 'any',
): Values {
  const options = (name: string, kind: 'plain' | 'any' = strings) => ({
    direction: 'request' as const,
    seed: `${operation.id} ${variant.title} ${name}`,
    optional: variant.optional,
    strings: kind,
  });
  const { format, bound = [] } = descriptor;
  const accept = variant.accept ?? Object.keys(descriptor.response ?? {})[0];
  const formatValue = format && accept !== undefined ? { [format.name]: format.values[accept] } : {};
  const given = operation.parameters.filter(
    ({ in: place, name, required }) =>
      (required || variant.optional) && !(format?.in === place && format.name === name),
  );
  const values = (place: ContractParameter['in']): Record<string, unknown> =>
    Object.fromEntries(
      given
        .filter((parameter) => parameter.in === place)
        .map(({ name, schema }) => [name, sample(contract, schema, options(name))]),
    );

  const headers: Record<string, string> = {};
  for (const { in: place, name, schema } of given) {
    // A header holds no more than ASCII.
    const text = String(sample(contract, schema, options(name, 'plain')));
    if (place === 'header' && !setByOthers.has(name.toLowerCase())) headers[name] = text;
    if (place === 'cookie') headers['cookie'] = `${name}=${text}`;
  }
  if (variant.status !== undefined) headers['prefer'] = `code=${variant.status}`;

  const { body } = operation;
  const mediaType = variant.contentType ?? Object.keys(descriptor.body ?? {})[0];
  const schema = mediaType === undefined ? undefined : body?.content.get(mediaType);
  const isGiven = schema !== undefined && (body?.required || variant.optional);
  const sampled = isGiven ? sample(contract, schema, options('body')) : undefined;
  const formatInBody = format?.in === 'body' ? format.name : undefined;
  const bodyValue = formatInBody === undefined ? sampled : without(sampled, formatInBody);
  const query = values('query');
  return {
    path: { ...values('path'), ...Object.fromEntries(bound.map((name) => [name, boundValue])) },
    query,
    headers,
    body: asArgument(mediaType, bodyValue),
    sent: {
      query: format?.in === 'query' ? { ...query, ...formatValue } : query,
      body: formatInBody === undefined ? bodyValue : { ...(bodyValue as object), ...formatValue },
    },
  };
}

function without(value: unknown, name: string): unknown {
  const { [name]: _, ...rest } = value as Record<string, unknown>;
  return rest;
}

/** Parts of multipart forms are strings here. YAML and Jsonnet are strings for a client; JSON is both. */
function asArgument(mediaType: string | undefined, value: unknown): unknown {
  // By its schema: the client encodes it.
  if (mediaType === 'application/x-www-form-urlencoded') return value;
  if (mediaType === 'multipart/form-data' && value !== undefined) {
    const texts = Object.entries(value as object).map(([name, each]): [string, string] => [
      name,
      typeof each === 'object' ? JSON.stringify(each) : String(each),
    ]);
    const form = new FormData();
    for (const [name, text] of texts) form.set(name, text);
    return form;
  }
  const isObject = mediaType?.startsWith('application/json');
  return isObject || value === undefined || typeof value === 'string' ? value : JSON.stringify(value);
}

/** The arguments of a method: path values in their order, then the body or else the query, then options. */
export function argumentsFor(
  { path, body }: ContractOperation,
  { bound = [], query }: OperationDescriptor,
  values: Values,
  variant: Variant,
): unknown[] {
  const order = [...path.matchAll(/\{(.+?)\}/g)]
    .map(([, name = '']) => name)
    .filter((name) => !bound.includes(name))
    .map((name) => values.path[name]);
  const hasQuery = query !== undefined;
  const { contentType, accept } = variant;
  const options = {
    headers: values.headers,
    ...(contentType === undefined ? {} : { contentType }),
    ...(accept === undefined ? {} : { accept }),
  };
  if (body !== undefined) return [...order, values.body, { ...options, ...(hasQuery ? { query: values.query } : {}) }];
  return [...order, ...(hasQuery ? [values.query] : []), options];
}
