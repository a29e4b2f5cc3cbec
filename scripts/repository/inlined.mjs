// What the private package holds is part of what the others publish: an import of it would lead nowhere.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { publishedPackages } from '../run.mjs';

const name = '@influxkit/internal';

/** Files of builds, code and declarations alike, that name the private package. */
export function inliningProblems(root) {
  const problems = [];
  for (const folder of publishedPackages(root)) {
    const dist = join(root, 'packages', folder, 'dist');
    if (!existsSync(dist)) {
      problems.push(`packages/${folder}/dist: is missing; run npm run build first`);
      continue;
    }
    for (const file of readdirSync(dist, { recursive: true })) {
      if (/\.[cm]?[jt]s$/.test(file) && readFileSync(join(dist, file), 'utf8').includes(name))
        problems.push(
          `packages/${folder}/dist/${file}: names ${name}, which is never published; make it a devDependency, which the build inlines`,
        );
    }
    const { dependencies, peerDependencies } = JSON.parse(
      readFileSync(join(root, 'packages', folder, 'package.json'), 'utf8'),
    );
    if (name in { ...dependencies, ...peerDependencies })
      problems.push(`packages/${folder}/package.json: depends on ${name}, which is never published`);
  }
  return problems;
}
