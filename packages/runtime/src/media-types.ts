import type { FindMediaType } from './operation.js';

/** A media type without its parameters, in lower case: `text/csv` of `Text/CSV; charset=utf-8`. */
export const essenceOf = (mediaType: string): string => (mediaType.split(';')[0] as string).trim().toLowerCase();

/** Whether a media type is one of a range, such as `image/*`. */
export const fitsRange = (range: string, mediaType: string): boolean => {
  const [type = '', subtype = ''] = essenceOf(range).split('/');
  const [ownType = '', ownSubtype = ''] = essenceOf(mediaType).split('/');
  return fitsPart(type, ownType) && fitsPart(subtype, ownSubtype);
};

/** `*` stands for anything, at the beginning as well: `*+json`. */
const fitsPart = (pattern: string, part: string): boolean =>
  pattern.startsWith('*') ? part.endsWith(pattern.slice(1)) : pattern === part;

/**
 * Finds a media type among those of a contract, its ranges among them: the one that says most of it (OpenAPI, Media Type
 * Object), so one whose parameters it has before one without, and `text/*` before any.
 */
export const findMediaType: FindMediaType = (types, mediaType) => {
  const sent = parametersOf(mediaType);
  const weigh = (known: string): number => {
    if (!fitsRange(known, mediaType)) return 0;
    const essence = essenceOf(known);
    if (essence !== essenceOf(mediaType)) return essence.length;
    const own = parametersOf(known);
    return own.every((each) => sent.includes(each)) ? EXACT + own.length : EXACT - 1;
  };
  return Object.keys(types).reduce<string | undefined>(
    (best, each) => (weigh(each) > (best === undefined ? 0 : weigh(best)) ? each : best),
    undefined,
  );
};

/** More than any range weighs. */
const EXACT = 1000;

const parametersOf = (mediaType: string): readonly string[] =>
  mediaType.toLowerCase().replace(/[\s"]/g, '').split(';').slice(1);
