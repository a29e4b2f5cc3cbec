import type {
  ArgumentModel,
  BodyChoice,
  BodyModel,
  MediaTypeChoice,
  ParameterModel,
  QueryParameterModel,
  ResponseChoice,
  ResponsesModel,
  Signature,
  SignatureArgument,
  SignatureNames,
} from './api-model.js';

// How an operation's method is called, and what its exported names are. It has one author, here: the emitters, the page of
// operations, the schema for `api.http` and the comparison of two contracts read it.
// The order of arguments: path parameters in the path's order (those that are bound are none), then the body if there is
// one, otherwise the query if there is one, then options. Beside a body the query is one of the options. The runtime's
// `splitArguments` takes them apart again.

/** What of an operation its signature follows from. */
export interface SignatureParts {
  readonly pathParameters: readonly ArgumentModel[];
  readonly queryParameters: readonly QueryParameterModel[];
  readonly headerParameters: readonly ParameterModel[];
  readonly cookieParameters: readonly ParameterModel[];
  readonly body?: BodyModel | undefined;
  readonly responses: ResponsesModel;
}

/** Names as `claim` gives them, once for each that the operation needs. */
export interface NameSource {
  readonly constant: string;
  readonly method: string;
  readonly query: string;
  readonly options: string;
  readonly headers: string;
  readonly form: string;
  readonly multipart: string;
}

/** The signature of an operation. */
export function signatureOf(parts: SignatureParts, claimed: NameSource): Signature {
  const { queryParameters, headerParameters, cookieParameters, body, responses } = parts;
  const takesQuery = queryParameters.length > 0;
  const queryRequired = queryParameters.some(({ required }) => required);
  const headersRequired = headerParameters.some(({ required }) => required);
  const options: Signature['options'] = {
    ...(body && takesQuery && { query: { typeName: claimed.query, required: queryRequired } }),
    ...(headerParameters.length > 0 && { headers: { parameters: headerParameters, required: headersRequired } }),
    ...(cookieParameters.length > 0 && { cookies: cookieParameters }),
  };
  const hasOptions = Object.keys(options).length > 0;
  const forms = new Set(body?.forms.map(({ codec }) => codec));
  const names: SignatureNames = {
    constant: claimed.constant,
    method: claimed.method,
    ...(takesQuery && { query: claimed.query }),
    ...(hasOptions && { options: claimed.options }),
    ...(responses.headers.length > 0 && { headers: claimed.headers }),
    ...(forms.has('form') && { form: claimed.form }),
    ...(forms.has('multipart') && { multipart: claimed.multipart }),
  };
  const bodies: (BodyChoice | undefined)[] = body ? [...body.choices] : [undefined];
  const overloads = responses.choices.flatMap((response) =>
    bodies.map((chosen) => ({ arguments: argumentsOf(parts, names, options, chosen, response), response })),
  );
  return { names, options, overloads };
}

type Argument = SignatureArgument extends infer Each ? (Each extends unknown ? Omit<Each, 'omittable'> : never) : never;

function argumentsOf(
  { pathParameters, queryParameters, body, responses }: SignatureParts,
  names: SignatureNames,
  options: Signature['options'],
  chosen: BodyChoice | undefined,
  response: ResponseChoice,
): SignatureArgument[] {
  const list: Argument[] = pathParameters.map(({ argument, type }) => ({
    role: 'path',
    name: argument,
    type,
    required: true,
  }));
  if (chosen) {
    list.push({ role: 'body', name: 'body', type: chosen.type, required: body?.required === true });
  } else if (names.query !== undefined) {
    const required = queryParameters.some((parameter) => parameter.required);
    list.push({ role: 'query', name: 'query', typeName: names.query, required });
  }
  const contentType = choiceOf(chosen?.mediaTypes ?? [], body?.codecs.size ?? 0, chosen === body?.choices[0]);
  const accept = choiceOf(response.mediaTypes, responses.codecs.size, response === responses.choices[0]);
  list.push({
    role: 'options',
    name: 'options',
    typeName: names.options,
    required:
      options.query?.required === true ||
      options.headers?.required === true ||
      contentType?.required === true ||
      accept?.required === true,
    ...(contentType && { contentType }),
    ...(accept && { accept }),
  });
  const lastRequired = list.findLastIndex(({ required }) => required);
  return list.map((argument, index) => ({ ...argument, omittable: index > lastRequired }) as SignatureArgument);
}

/** A range is always a choice: by itself it does not say what is sent or asked for. */
function choiceOf(mediaTypes: readonly string[], count: number, isDefault: boolean): MediaTypeChoice | undefined {
  const isRange = mediaTypes.some((mediaType) => mediaType.includes('*'));
  return (count < 2 && !isRange) || mediaTypes.length === 0 ? undefined : { mediaTypes, required: !isDefault };
}
