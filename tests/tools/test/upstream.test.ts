import { writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { issueCommand } from '../../../scripts/upstream-issue.mjs';
import { pullProducts } from '../../../scripts/upstream-pull.mjs';
import { temporaryFolder } from './temporary-folder.js';

/** A fake of the command: it writes a summary, or prints why it cannot. */
const command =
  (outcomes: Record<string, { code: number; summary?: string; output?: string }>) =>
  async (args: string[]): Promise<{ code: number; output: string }> => {
    expect([args[0], args[1], ...args.slice(3, 7)]).toEqual([
      'pull',
      '--product',
      '--apply',
      '--fail-on',
      'patch',
      '--summary',
    ]);
    const { code, summary, output = '' } = outcomes[args[2] ?? ''] ?? { code: 0 };
    if (summary !== undefined) writeFileSync(args[7] ?? '', summary);
    return { code, output };
  };

test('a report has what differs and what could not be pulled, and of the rest nothing', async () => {
  const outcomes = {
    same: { code: 0, summary: '## same\n' },
    other: { code: 1, summary: '## other\n\nNew.\n' },
    broken: { code: 1, output: 'error: ``` cannot be reached: self-signed certificate\n' },
  };
  const { report, differs, failed } = await pullProducts(Object.keys(outcomes), command(outcomes), temporaryFolder());
  expect({ differs, failed }).toEqual({ differs: ['other'], failed: ['broken'] });
  expect(report).toBe(
    '## other\n\nNew.\n\n## broken\n\n**It could not be pulled.**\n\n````txt\nerror: ``` cannot be reached: self-signed certificate\n````\n',
  );
});

test('where upstream says what the contracts say, the report is empty', async () => {
  const outcomes = { same: { code: 0, summary: '## same\n' } };
  expect(await pullProducts(['same'], command(outcomes), temporaryFolder())).toEqual({
    report: '',
    differs: [],
    failed: [],
  });
});

test('a report fits where it is shown: a product that has no room left says where to see it', async () => {
  const long = { code: 1, summary: `## x\n\n${'- a line\n'.repeat(4000)}` };
  const { report } = await pullProducts(
    ['a', 'b', 'c'],
    command({ a: long, b: long, c: { code: 1, summary: '## c\n' } }),
    temporaryFolder(),
  );
  expect(report.length).toBeLessThan(65_536);
  expect(report).toMatch(
    /\n## b\n\nIt does not fit here: `npx @influxkit\/generator pull --product b` shows it\.\n\n## c\n$/,
  );
});

describe('the issue', () => {
  const state = { report: 'It differs.', file: 'report.md', pullRequest: '', open: undefined };
  test.each([
    [
      'is opened where no pull request says what differs',
      state,
      ['issue', 'create', '--title', 'The API differs upstream', '--body-file', 'report.md'],
    ],
    ['is written anew where it is open', { ...state, open: 7 }, ['issue', 'edit', '7', '--body-file', 'report.md']],
    ['is not opened beside a pull request', { ...state, pullRequest: '9' }, undefined],
    [
      'is closed by a pull request',
      { ...state, pullRequest: '9', open: 7 },
      ['issue', 'close', '7', '--comment', 'Reported in #9.'],
    ],
    [
      'is closed where nothing differs',
      { ...state, report: '', open: 7 },
      ['issue', 'close', '7', '--comment', 'Upstream says what the contracts say.'],
    ],
    ['is not opened where nothing differs', { ...state, report: '' }, undefined],
  ])('%s', (_name, given, want) => expect(issueCommand(given)).toEqual(want));
});
