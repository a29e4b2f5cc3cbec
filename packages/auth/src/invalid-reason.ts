import { kindOf } from '@influxkit/internal/message';

const controls: Readonly<Record<string, string>> = {
  '\0': 'a NUL',
  '\t': 'a tab',
  '\n': 'a line feed',
  '\r': 'a carriage return',
};

/** What carries a credential: a header or a cookie as it is, or something that encodes it, such as Base64 or a query. */
export type Carrier = 'header' | 'cookie' | 'encoded';

/** The first character that a carrier does not take. A header's value ends where its spaces begin: they would be lost. */
const refused: Readonly<Record<Carrier, RegExp>> = {
  header: /[^ -~\xa0-\xff]|^ | $/,
  cookie: /[^!#-+\--:<-[\]-~]/,
  encoded: /\p{Cc}|\p{Surrogate}/u,
};

/**
 * Why a value cannot be a part of credentials: it is not a non-empty string, or it holds a character that is refused.
 * Says which kind of character and where, and nothing of the others; undefined where nothing is wrong.
 *
 * @param name what it is, such as `token`
 */
export function invalidReason(name: string, value: unknown, carrier: Carrier): string | undefined {
  if (typeof value !== 'string' || value === '')
    return `the ${name} must be a non-empty string; got ${value === '' ? 'an empty string' : kindOf(value)}`;
  const at = value.search(refused[carrier]);
  if (at < 0) return undefined;
  const character = value[at] as string;
  const isAtStart = at < value.length - value.trimStart().length;
  const isAtEnd = at >= value.trimEnd().length;
  const fix = isAtStart || isAtEnd ? ': trim it' : '';
  return `the ${name} holds ${describe(character, carrier, isAtStart)}, at position ${at + 1} of ${value.length}${fix}`;
}

function describe(character: string, carrier: Carrier, isAtStart: boolean): string {
  if (/\p{Cc}/u.test(character)) {
    const code = character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
    return `${controls[character] ?? 'a control character'} (U+${code})`;
  }
  if (carrier === 'encoded') return 'a lone surrogate';
  if (carrier === 'header' && character === ' ') return `a space at its ${isAtStart ? 'start' : 'end'}`;
  return `a character that a ${carrier} cannot carry`;
}
