import { describe, expect, test } from 'vitest';
import { failureLines, failuresOf } from '../../../scripts/failures.mjs';

const passed = { ancestorTitles: [], title: 'holds', status: 'passed' };
const failed = (title: string, ...ancestorTitles: string[]) => ({ ancestorTitles, title, status: 'failed' });
const file = (name: string, ...assertionResults: object[]) => ({
  name: `/r/packages/auth/test/${name}`,
  status: assertionResults.some((each) => (each as { status: string }).status === 'failed') ? 'failed' : 'passed',
  message: '',
  assertionResults,
});
const auth = { folder: 'packages/auth', name: '@influxkit/auth', isWorkspace: true, exitCode: 1 };
const lines = (workspaces: object[], script = 'test'): string[] =>
  failureLines(failuresOf('/r', script, workspaces as never));

describe('the end of a run of tests', () => {
  test('is silent where all passed', () =>
    expect(lines([{ ...auth, exitCode: 0, report: { testResults: [file('a.test.ts', passed)] } }])).toEqual([]));

  test('names the package, the test, and what runs it alone', () =>
    expect(
      lines([{ ...auth, report: { testResults: [file('a.test.ts', passed, failed('waits', 'a token'))] } }]),
    ).toEqual([
      "FAILED @influxkit/auth: test/a.test.ts > a token > waits; run: npm test -w packages/auth -- test/a.test.ts -t 'a token waits'",
    ]));

  test('has the others above, and says how many', () =>
    expect(
      lines([
        { ...auth, report: { testResults: [file('a.test.ts', failed('one')), file('b.test.ts', failed('two'))] } },
        { ...auth, folder: 'tests/servers', name: '@influxkit/test-servers', report: undefined },
      ]),
    ).toEqual([
      'failed @influxkit/auth: test/b.test.ts > two; run: npm test -w packages/auth -- test/b.test.ts -t two',
      'failed @influxkit/test-servers: ended before it had reported; run: npm test -w tests/servers',
      'FAILED @influxkit/auth: test/a.test.ts > one (and 2 more, listed above); run: npm test -w packages/auth -- test/a.test.ts -t one',
    ]));

  test('takes the title literally, for the pattern and for the shell, on one line', () =>
    expect(lines([{ ...auth, report: { testResults: [file('a.test.ts', failed("it's (a|b)\n c"))] } }])).toEqual([
      `FAILED @influxkit/auth: test/a.test.ts > it's (a|b) c; run: npm test -w packages/auth -- test/a.test.ts -t 'it'\\''s \\(a\\|b\\) c'`,
    ]));

  test('names a file that does not load, or whose hook fails', () =>
    expect(
      lines([
        {
          ...auth,
          report: { testResults: [{ ...file('a.test.ts', passed), status: 'failed', message: 'Hook timed out\nat' }] },
        },
      ]),
    ).toEqual([
      'FAILED @influxkit/auth: test/a.test.ts (Hook timed out); run: npm test -w packages/auth -- test/a.test.ts',
    ]));

  test('names a package that fails without a failing test', () =>
    expect(lines([{ ...auth, report: { testResults: [file('a.test.ts', passed)] } }])).toEqual([
      'FAILED @influxkit/auth: ended with 1, though no test of it failed; run: npm test -w packages/auth',
    ]));

  test('says what runs a suite with another script, or with an install of its own', () => {
    const report = { testResults: [{ ...file('a', failed('x')), name: '/r/docs/test/a.test.ts' }] };
    const docs = { folder: 'docs', name: '@influxkit/docs', isWorkspace: false, exitCode: 1, report };
    expect(lines([docs], 'test:docs')).toEqual([
      'FAILED @influxkit/docs: test/a.test.ts > x; run: npm --prefix docs run test:docs -- test/a.test.ts -t x',
    ]);
    expect(lines([{ ...docs, isWorkspace: true }], 'test:docs')).toEqual([
      'FAILED @influxkit/docs: test/a.test.ts > x; run: npm run test:docs -w docs -- test/a.test.ts -t x',
    ]);
  });
});
