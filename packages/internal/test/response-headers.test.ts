import { expect, test } from 'vitest';
import { ResponseHeaders } from '../src/response-headers.js';

test('headers of a response read as those of the platform', () => {
  const received = {
    'x-two': ['a', 'b'],
    'set-cookie': ['c=1; x', 'd=2'],
    'content-type': 'text/plain',
    'x-empty': '',
    'x-none': undefined,
  };
  const platform = new Headers();
  for (const [name, values = []] of Object.entries(received))
    for (const value of [values].flat()) platform.append(name, value);
  const own = new ResponseHeaders(received);
  const read = (headers: Headers): unknown => {
    const visited: unknown[] = [];
    headers.forEach((value, name) => {
      visited.push([name, value]);
    });
    return [
      [...headers],
      [...headers.keys()],
      [...headers.values()],
      visited,
      headers.getSetCookie(),
      ['X-Two', 'none', 'set-cookie', 'x-empty', 'x-none', 'Content-Type', 'constructor', 'toString'].map((name) => [
        headers.get(name),
        headers.has(name),
      ]),
      [...new Headers(headers)],
    ];
  };
  expect(read(own)).toEqual(read(platform));
  expect(() => own.append()).toThrow(TypeError);
});
