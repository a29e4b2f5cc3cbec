import type { FindMediaType } from './operation.js';

/** A media type and its parameters, spelt alike. */
const piecesOf = (mediaType: string): readonly string[] => mediaType.toLowerCase().replace(/[\s"]/g, '').split(';');

/** A media type without its parameters, in lower case: `text/csv` of `Text/CSV; charset=utf-8`. */
export const essenceOf = (mediaType: string): string => piecesOf(mediaType)[0] as string;

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
  const sent = piecesOf(mediaType);
  let best: string | undefined;
  let most = 0;
  for (const known in types) {
    const own = piecesOf(known);
    const isHeld = own.every((piece) => sent.includes(piece));
    // More than any range is long.
    const weight = isHeld ? 999 + own.length : fitsRange(known, mediaType) ? essenceOf(known).length : 0;
    if (weight > most) [best, most] = [known, weight];
  }
  return best;
};
