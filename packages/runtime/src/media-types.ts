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

/** Finds a media type among those of a contract, its ranges among them. */
export const findMediaType: FindMediaType = (types, mediaType) => {
  const known = Object.keys(types);
  return (
    known.find((each) => each === mediaType) ??
    known.find((each) => essenceOf(each) === essenceOf(mediaType)) ??
    known.find((each) => fitsRange(each, mediaType))
  );
};
