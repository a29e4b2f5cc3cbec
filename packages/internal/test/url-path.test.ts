import fc from 'fast-check';
import { expect, test } from 'vitest';
import { requestPath } from '../src/url-path.js';

test('a path is as a URL has it', () => {
  const means = /[?#\\{}^\t\r\n]|(^|\/)(\.|%2e){1,2}(\/|$)/i;
  const text = fc.string({
    unit: fc.oneof(
      fc.string({ unit: 'binary', maxLength: 1, minLength: 1 }),
      fc.constantFrom('%', '%C3', '"', '`', 'ä'),
    ),
  });
  fc.assert(
    fc.property(
      text.filter((each) => !means.test(each) && !/\p{Surrogate}/u.test(each)),
      (part) => {
        expect(requestPath(`/a${part}b`)).toBe(new URL(`http://x.test/a${part}b`).pathname);
      },
    ),
  );
});

test('a lone surrogate is left', () => {
  expect(requestPath('/ä\ud800b')).toBe('/%C3%A4\ud800b');
});
