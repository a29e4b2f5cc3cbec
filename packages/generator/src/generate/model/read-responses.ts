import { isSuccess } from '@influxkit/internal/status';
import type { Codec } from '@influxkit/runtime';
import { isObject, type JsonObject, type JsonValue, own } from '../../base/json.js';
import { pointer } from '../../contract/document/pointer.js';
import { text } from '../../contract/document/reader.js';
import { isStatusCode, isSuccessCode } from '../../contract/document/status-codes.js';
import type {
  FailureModel,
  ParameterModel,
  ResponseChoice,
  ResponsesModel,
  StatusSet,
  SuccessModel,
  TypeModel,
} from './api-model.js';
import type { NameScope } from './names.js';
import { type BodyContext, type Media, readMedia } from './read-bodies.js';
import { typeText } from './type-text.js';
import { valueKinds } from './value-kinds.js';
import { pascalCase } from './words.js';

const NOTHING: TypeModel = { kind: 'keyword', name: 'undefined' };
const UNKNOWN: TypeModel = { kind: 'keyword', name: 'unknown' };

interface Response {
  /** `200`, `2XX` or `default`. */
  readonly code: string;
  readonly media: readonly Media[];
  /** Header objects by name. */
  readonly headers: ReadonlyMap<string, JsonObject>;
}

export interface ResponsesPlace {
  readonly operationId: string;
  readonly pointer: string;
  readonly at: TypeModel;
  /** Name of the type of what is responded, such as `BucketsListResult`. */
  readonly resultType: string;
  readonly isHead: boolean;
}

/** What an operation responds: by status, and by media type where there is a choice. */
export function readResponseModels(
  operation: JsonValue,
  place: ResponsesPlace,
  scope: NameScope,
  context: BodyContext,
): ResponsesModel & { readonly media: readonly Media[] } {
  const responses = readResponses(operation, place, context);
  const listed = responses
    .map(({ code }) => code)
    .filter((code) => /^[1-5]\d\d$/.test(code))
    .map(Number);
  const successes = responses.filter(({ code }) => isSuccessCode(code));
  const fallback = responses.find(({ code }) => code === 'default');
  // A contract that only has `default` says by it what success is, too.
  if (successes.length === 0 && fallback) successes.push(fallback);
  const media = uniqueMedia(successes);
  const success = listed.filter(isSuccess);
  return {
    media,
    codecs: new Map<string, Codec>(media.map(({ mediaType, codec }) => [mediaType, codec])),
    holds: heldBy(successes, context),
    success,
    choices: readChoices(successes, media, listed, place, scope),
    failures: readFailures(responses, listed),
    headers: readHeaders(successes, context),
  };
}

/** Of what kind all JSON of success is. */
function heldBy(successes: readonly Response[], { reader }: BodyContext): ResponsesModel['holds'] {
  const schemas = successes.flatMap(({ media }) =>
    media.filter(({ codec }) => codec === 'json').map(({ schema }) => schema),
  );
  const [kind, ...others] = new Set(schemas.flatMap((schema) => [...valueKinds(schema, reader)]));
  return others.length > 0 || kind === 'scalar' ? undefined : kind;
}

function readResponses(operation: JsonValue, place: ResponsesPlace, context: BodyContext): Response[] {
  const responses = own(operation, 'responses');
  if (!isObject(responses)) return [];
  return Object.entries(responses)
    .filter(([code]) => isStatusCode(code))
    .map(([code, entry]) => {
      const response = context.reader.object(entry);
      const key = /^\d+$/.test(code) ? Number(code) : code;
      const at: TypeModel = {
        kind: 'member',
        of: {
          kind: 'member',
          of: { kind: 'member', of: place.at, key: 'responses', optional: false },
          key,
          optional: false,
        },
        key: 'content',
        optional: false,
      };
      const contentPlace = {
        operationId: place.operationId,
        pointer: place.pointer + pointer('responses', code, 'content'),
        direction: 'response' as const,
      };
      const media = place.isHead ? [] : readMedia(own(response, 'content'), at, contentPlace, context);
      return {
        code: code.toUpperCase() === 'DEFAULT' ? 'default' : code.toUpperCase(),
        media,
        headers: headersOf(response, context),
      };
    });
}

/** Headers that a response declares. `Content-Type` is not one of them (OpenAPI, Response Object). */
function headersOf(response: JsonObject | undefined, { reader }: BodyContext): Map<string, JsonObject> {
  const declared = own(response, 'headers');
  const found = new Map<string, JsonObject>();
  for (const [name, value] of Object.entries(isObject(declared) ? declared : {})) {
    const header = reader.object(value);
    if (header && HEADER_NAME.test(name) && name.toLowerCase() !== 'content-type') found.set(name, header);
  }
  return found;
}

const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/;

/** Headers of the responses of success, each once, whatever case its name is in. */
function readHeaders(successes: readonly Response[], { reader }: BodyContext): ParameterModel[] {
  const byName = new Map<string, { name: string; all: JsonObject[] }>();
  for (const { headers } of successes)
    for (const [name, header] of headers) {
      const known = byName.get(name.toLowerCase());
      if (known) known.all.push(header);
      else byName.set(name.toLowerCase(), { name, all: [header] });
    }
  return [...byName.values()].map(({ name, all }): ParameterModel => {
    const values = all.map((header) => reader.object(own(header, 'schema'))?.['enum']);
    const literals = values.every((each) => Array.isArray(each) && each.every((value) => typeof value === 'string'))
      ? [...new Set(values.flat() as string[])]
      : [];
    const description = text(all[0]?.['description']);
    return {
      name,
      required: all.length === successes.length && all.every((header) => header['required'] === true),
      deprecated: all.some((header) => header['deprecated'] === true),
      type: literals.length > 0 ? { kind: 'literals', values: literals } : { kind: 'keyword', name: 'string' },
      ...(description !== undefined && { description }),
    };
  });
}

/** Media types over several responses, each once, JSON first. */
function uniqueMedia(responses: readonly Response[]): Media[] {
  const media = new Map<string, Media>();
  for (const response of responses) {
    for (const each of response.media) if (!media.has(each.mediaType)) media.set(each.mediaType, each);
  }
  const all = [...media.values()];
  return [...all.filter(({ codec }) => codec === 'json'), ...all.filter(({ codec }) => codec !== 'json')];
}

function readChoices(
  successes: readonly Response[],
  media: readonly Media[],
  listed: readonly number[],
  place: ResponsesPlace,
  scope: NameScope,
): ResponseChoice[] {
  const base = place.resultType;
  if (media.length === 0) {
    const nothing = successes.map((response) => ({ statuses: statusesOf(response.code, listed, true), type: NOTHING }));
    // A contract without any response of success: it may be any, and nothing is known of it.
    const any: SuccessModel[] = [{ statuses: { kind: 'others', except: [] }, type: UNKNOWN }];
    return [{ mediaTypes: [], resultType: base, successes: nothing.length > 0 ? merge(nothing) : any }];
  }
  const choices = new Map<string, { mediaTypes: string[]; successes: SuccessModel[] }>();
  for (const { mediaType } of media) {
    const types = successes.map((response) => ({
      statuses: statusesOf(response.code, listed, true),
      type: (response.media.find((each) => each.mediaType === mediaType) ?? response.media[0])?.type ?? NOTHING,
    }));
    const merged = merge(types);
    const key = merged.map(({ statuses, type }) => `${JSON.stringify(statuses)} ${typeText(type)}`).join();
    const choice = choices.get(key);
    if (choice) choice.mediaTypes.push(mediaType);
    else choices.set(key, { mediaTypes: [mediaType], successes: merged });
  }
  const named = [...choices.values()];
  const suffixes = suffixesOf(named);
  return named.map((choice, index) => {
    const suffix = suffixes[index] ?? '';
    return { ...choice, resultType: suffix === '' ? base : scope.claim(`${base}${suffix}`, '_') };
  });
}

/**
 * What the names of result types end in, where there are several: nothing for JSON, otherwise the media type. From the
 * media types alone, whatever their order: for `text/csv` always `Csv`, and `TextCsv` where another one is `Csv` too.
 */
function suffixesOf(choices: readonly { readonly mediaTypes: readonly string[] }[]): string[] {
  if (choices.length === 1) return [''];
  const first = choices.map(({ mediaTypes }) => [...mediaTypes].sort()[0] ?? '');
  const short = first.map((mediaType) => mediaTypeName(mediaType));
  return choices.map(({ mediaTypes }, index) => {
    if (mediaTypes.includes('application/json')) return '';
    const name = short[index] ?? '';
    if (short.filter((other) => other === name).length === 1) return name;
    return pascalCase(first[index] ?? '') || name;
  });
}

/** `application/toml` → `Toml`, `text/csv` → `Csv`, `application/vnd.api+json` → `VndApiJson`. */
function mediaTypeName(mediaType: string): string {
  const subtype = (mediaType.split(';')[0] ?? '').split('/')[1] ?? '';
  return pascalCase(subtype.replace(/^x-/, '')) || 'Any';
}

function readFailures(responses: readonly Response[], listed: readonly number[]): FailureModel[] {
  const known = listed.filter((status) => status >= 300);
  const failures: FailureModel[] = [];
  let isOpen = true;
  for (const response of responses) {
    const { code } = response;
    if (/^[12]/.test(code)) continue;
    const type = failureType(response);
    if (code === 'default') isOpen = false;
    failures.push({ statuses: statusesOf(code, known, false), type });
  }
  const merged = merge(failures);
  // A status that the contract does not mention is still a response.
  if (isOpen) {
    const classes = responses.filter(({ code }) => /^[345]XX$/.test(code)).flatMap(({ code }) => classStatuses(code));
    merged.push({
      statuses: { kind: 'others', except: [...new Set([...known, ...classes])].sort((a, b) => a - b) },
      type: UNKNOWN,
    });
  }
  return merged;
}

/** The body of a failure is decoded by its own content type: JSON to a value, anything else to text. */
function failureType({ media }: Response): TypeModel {
  if (media.length === 0) return UNKNOWN;
  const types = media.map(
    ({ codec, type }): TypeModel => (codec === 'json' ? type : { kind: 'keyword', name: 'string' }),
  );
  const texts = new Map(types.map((type) => [typeText(type), type]));
  const [only, ...others] = [...texts.values()];
  if (only === undefined) return UNKNOWN;
  return others.length === 0 ? only : { kind: 'union', of: [only, ...others] };
}

function statusesOf(code: string, listed: readonly number[], ofSuccess: boolean): StatusSet {
  if (code === 'default')
    return { kind: 'others', except: ofSuccess ? listed.filter((status) => status < 300) : listed };
  if (code === '2XX') return { kind: 'others', except: listed.filter(isSuccess) };
  if (code.endsWith('XX')) {
    return { kind: 'listed', statuses: classStatuses(code).filter((status) => !listed.includes(status)) };
  }
  return { kind: 'listed', statuses: [Number(code)] };
}

/** The statuses of a class (`4XX`) that HTTP has a name for. */
function classStatuses(code: string): number[] {
  return ERROR_STATUSES.filter((status) => String(status)[0] === code[0]);
}

// As the runtime's `ErrorStatus` lists them.
const ERROR_STATUSES: readonly number[] = [
  300, 301, 302, 303, 304, 305, 307, 308, 400, 401, 402, 403, 404, 405, 406, 407, 408, 409, 410, 411, 412, 413, 414,
  415, 416, 417, 418, 421, 422, 423, 424, 425, 426, 428, 429, 431, 451, 500, 501, 502, 503, 504, 505, 506, 507, 508,
  510, 511,
];

/** Listed statuses of the same type become one. */
function merge<T extends SuccessModel | FailureModel>(
  models: readonly T[],
): { statuses: StatusSet; type: TypeModel }[] {
  const merged = new Map<string, { statuses: StatusSet; type: TypeModel }>();
  for (const { statuses, type } of models) {
    const key = `${statuses.kind} ${typeText(type)}`;
    const before = merged.get(key);
    if (before?.statuses.kind === 'listed' && statuses.kind === 'listed') {
      before.statuses = { kind: 'listed', statuses: [...before.statuses.statuses, ...statuses.statuses] };
    } else {
      merged.set(before ? `${key} ${merged.size}` : key, { statuses, type });
    }
  }
  return [...merged.values()].filter(({ statuses }) => statuses.kind === 'others' || statuses.statuses.length > 0);
}
