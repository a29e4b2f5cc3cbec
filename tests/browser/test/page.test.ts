import { expect, test } from 'vitest';

// What the other tests stand on: had they run in Node, they would show nothing.
test('tests run in a page of a browser', () => {
  expect(document.defaultView).toBe(window);
  expect(navigator.userAgent).toContain('Chrome');
  expect('versions' in ((globalThis as { process?: object }).process ?? {})).toBe(false);
});
