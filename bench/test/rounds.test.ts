import { describe, expect, test } from 'vitest';
import { CommandError, type Run } from '../src/generation-command.js';
import { timeInRounds } from '../src/generation-rounds.js';

const run = (seconds: number): Run => ({ seconds, cpuSeconds: seconds, peakBytes: 1, output: '' });

describe('commands in rounds', () => {
  test('one that is stopped says so and is not run again, while the others go on', async () => {
    const calls = { fine: 0, slow: 0 };
    const [fine, slow] = await timeInRounds(
      [
        {
          name: 'fine',
          run: async () => {
            calls.fine++;
            return run(2);
          },
        },
        {
          name: 'slow',
          run: async () => {
            calls.slow++;
            throw new CommandError('over 10 s', '', true);
          },
        },
      ],
      3,
    );
    expect(calls).toEqual({ fine: 3, slow: 1 });
    expect(fine).toMatchObject({ seconds: 2, ratio: 1 });
    expect(slow).toMatchObject({ failure: 'over 10 s', isOverLimit: true });
  });

  test('one that fails says what it printed about it', async () => {
    const [failed] = await timeInRounds(
      [
        {
          name: 'failing',
          run: async () => {
            throw new CommandError('exits with 1', 'reading\nTypeError: nothing there\n', false);
          },
        },
      ],
      1,
    );
    expect(failed).toMatchObject({ failure: 'exits with 1: TypeError: nothing there', isOverLimit: false });
  });
});
