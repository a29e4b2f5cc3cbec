import { describe, expect, it } from 'vitest';
import { checkOptionNames } from '../src/option-names.js';

const names = { url: 1, org: 1, orgID: 1, batchLines: 1, flushInterval: 1 };
const check = (options: object): void => checkOptionNames('Thing', options, names, { address: 'url' });

describe('option names', () => {
  it.each([
    [{}],
    [{ url: 'x', flushInterval: 0 }],
    [{ org: undefined, batchLines: undefined }],
    // what is not set is no mistake
    [{ colour: undefined }],
  ])('takes %j', (options) => {
    expect(() => check(options)).not.toThrow();
  });

  it.each([
    [{ flushinterval: 5 }, 'Thing: there is no option `flushinterval`; did you mean `flushInterval`?'],
    [{ BatchSize: 5 }, 'Thing: there is no option `BatchSize`; did you mean `batchLines`?'],
    [{ orgid: 5 }, 'Thing: there is no option `orgid`; did you mean `orgID`?'],
    [{ url: 'x', address: 'y' }, 'Thing: the option is called `url`, got `address`'],
    [{ zzz: 5 }, 'Thing: there is no option `zzz`; there are url, org, orgID, batchLines, flushInterval'],
    // nothing that every object has is an option
    [{ toString: 5 }, 'Thing: there is no option `toString`; there are url, org, orgID, batchLines, flushInterval'],
  ])('refuses %j', (options, message) => {
    expect(() => check(options)).toThrow(new TypeError(message));
  });
});
