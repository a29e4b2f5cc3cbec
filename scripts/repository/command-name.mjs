// How documents call the generator's command: by the package that is ours. The name without a scope is nobody's yet, so that
// whoever claims it would run what they like on the machines of those who follow us.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const unscoped = /\bnpx (?:-\S+ )*influxkit\b/;

/** Lines of documents, programs and workflows that call the command by the name without a scope. */
export function commandNameProblems(root, files) {
  return files
    .filter((file) => /\.(md|ya?ml|m?[jt]s|json)$/.test(file) && !/(^|\/)package-lock\.json$/.test(file))
    .flatMap((file) =>
      readFileSync(join(root, file), 'utf8')
        .split('\n')
        .flatMap((line, index) =>
          unscoped.test(line)
            ? [`${file}:${index + 1}: calls the command by a name that is not ours; write npx @influxkit/generator`]
            : [],
        ),
    );
}
