import { expect, test } from 'vitest';
import { ContractError, formatDiagnostic } from '../../src/base/diagnostics.js';
import { jsonMistake } from '../../src/contract/load/json-position.js';
import { loadContract } from '../../src/contract/load/load-contract.js';
import { Random } from '../diff/random.js';
import { folderOf } from './folder.js';

/** What is printed of a broken contract: its one problem. */
async function printed(text: string): Promise<string> {
  try {
    await loadContract('api.json', { baseDir: folderOf({ 'api.json': text }) });
  } catch (error) {
    if (!(error instanceof ContractError)) throw error;
    return error.diagnostics.map(formatDiagnostic).join('\n');
  }
  return 'nothing';
}

/** name, the text, its place, what was expected and found, the fix */
const CASES: [name: string, text: string, place: string, message: string, fix: string][] = [
  [
    'a missing comma between members',
    '{\n  "openapi": "3.1.0"\n  "info": {}\n}',
    '3:3',
    'expected "," or "}", found "info"',
    'Put a comma between the two.',
  ],
  [
    'a missing comma between elements',
    '{ "tags": [{} {}] }',
    '1:15',
    'expected "," or "]", found "{"',
    'Put a comma between the two.',
  ],
  [
    'a trailing comma in an object',
    '{\n  "openapi": "3.1.0",\n}',
    '3:1',
    'expected another member after ",", found "}"',
    'Remove the comma before "}".',
  ],
  [
    'a trailing comma in an array',
    '{ "tags": [1, ] }',
    '1:15',
    'expected another element after ",", found "]"',
    'Remove the comma before "]".',
  ],
  [
    'a missing closing quote',
    '{\n  "openapi": "3.1.0,\n  "info": {}\n}',
    '2:14',
    'expected the closing quote of the string that begins here, found the end of the line or a control character',
    'Close the string.',
  ],
  [
    'a name without quotes',
    '{ openapi: "3.1.0" }',
    '1:3',
    'expected a name in double quotes, found "openapi"',
    'Mend the syntax at the place given.',
  ],
  [
    'a name without its colon',
    '{ "openapi" "3.1.0" }',
    '1:13',
    'expected ":" after the name of a member, found "3.1.0"',
    'Mend the syntax at the place given.',
  ],
  [
    'a document that is cut off in a string',
    '{ "openapi": "3.1',
    '1:14',
    'expected the closing quote of the string that begins here, found the end of the document',
    'Close the string.',
  ],
  [
    'a document that is cut off after a value',
    '{\n  "openapi": "3.1.0"',
    '2:21',
    'expected "," or "}", found the end of the document',
    'The document ends too early: fetch or save it anew, or close what is open.',
  ],
  [
    'an empty document',
    '',
    '1:1',
    'expected a value, found the end of the document',
    'The document ends too early: fetch or save it anew, or close what is open.',
  ],
  [
    'names in single quotes',
    "{ 'openapi': '3.1.0' }",
    '1:3',
    'expected a name in double quotes, found "\'openapi\'"',
    'Strings and names of JSON stand in double quotes.',
  ],
  [
    'a string in single quotes',
    '{ "openapi": \'3.1.0\' }',
    '1:14',
    'expected a value, found "\'3.1.0\'"',
    'Strings and names of JSON stand in double quotes.',
  ],
  [
    'a comment of a line',
    '{\n  // our API\n  "openapi": "3.1.0"\n}',
    '2:3',
    'expected a name in double quotes, found "//"',
    'JSON has no comments: remove it.',
  ],
  [
    'a comment after a value',
    '{ "openapi": "3.1.0" /* our API */ }',
    '1:22',
    'expected "," or "}", found "/*"',
    'JSON has no comments: remove it.',
  ],
  [
    'a number that there is not',
    '{ "default": NaN }',
    '1:14',
    'expected a value, found "NaN"',
    'JSON has no NaN: use null, or leave the member out.',
  ],
  [
    'an infinite number',
    '{ "maximum": -Infinity }',
    '1:14',
    'expected a value, found "-Infinity"',
    'JSON has no -Infinity: use null, or leave the member out.',
  ],
  [
    'a backslash in a string',
    '{ "pattern": "\\d+" }',
    '1:14',
    'expected a string, found one with the escape "\\\\d"',
    'Write a backslash as \\\\.',
  ],
  [
    'something after the end',
    '{}\n}',
    '2:1',
    'expected the end of the document, found "}"',
    'Mend the syntax at the place given.',
  ],
  [
    'a page in place of a contract',
    '<!doctype html>\n<html></html>',
    '1:1',
    'expected a value, found "<"',
    'Mend the syntax at the place given.',
  ],
];

test.each(CASES)('%s', async (_, text, place, message, fix) => {
  expect(await printed(text)).toBe(
    `api.json:${place}: error document-syntax: this is not JSON: ${message}\n  fix: ${fix}`,
  );
});

test('whatever is removed from a JSON text or put into it, a mistake is found where the parser finds one', () => {
  const whole = JSON.stringify({ a: [1, -2.5e3, true, null, 'x\\y"\u00e9'], b: { c: [], d: {} }, 'e f': '' }, null, 1);
  const signs = ['"', "'", ',', '}', ']', '{', '[', ':', '\\', '1', '\n', '/', 'NaN', ''];
  const random = new Random(20_261_129);
  let broken = 0;
  for (let round = 0; round < 3000; round += 1) {
    const at = Math.floor(random.next() * whole.length);
    const text = whole.slice(0, at) + random.pick(signs) + whole.slice(at + Math.floor(random.next() * 3));
    let isJson = true;
    try {
      JSON.parse(text);
    } catch {
      isJson = false;
      broken += 1;
    }
    const { offset, expected, found } = jsonMistake(text);
    const nothing = expected === 'the end of the document' && found === expected;
    expect(nothing, text).toBe(isJson);
    expect(offset, text).toBeLessThanOrEqual(text.length);
    // What stands before is the beginning of something well-formed.
    expect(jsonMistake(text.slice(0, offset)).offset, text).toBe(offset);
  }
  expect(broken).toBeGreaterThan(1000);
});

test('a string of megabytes that does not end is no other problem than a short one', () => {
  const { offset, found } = jsonMistake(`{"a": "${'x\\n'.repeat(3_000_000)}`);
  expect({ offset, found }).toEqual({ offset: 6, found: 'the end of the document' });
});
