// What a change of contract means goes into the changesets, whenever contracts are regenerated.
import { generator } from './generator.mjs';

/** Takes from the arguments of `regenerate` those that `influxkit changeset` has, too; resolves to the exit code. */
export function updateChangesets(args) {
  const own = args.filter(
    (arg, index) => ['--check', '--product', '-p'].includes(arg) || ['--product', '-p'].includes(args[index - 1]),
  );
  return generator(['changeset', ...own]);
}
