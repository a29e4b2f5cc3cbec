// A copy of the repository, so that a release can be tried without changing a file of it.
import { existsSync } from 'node:fs';
import { copyFile, link, mkdir, readdir, readlink, rm, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { root, run } from './run.mjs';

/** Clones the repository into a new folder, with what is changed and not yet committed, and with its installed packages. */
export async function copyRepository(to) {
  // With its history: changesets looks there for the commit of each change.
  await must('git', ['clone', '--quiet', '--no-tags', root, to]);
  for (const file of await listed('--cached', '--others', '--exclude-standard')) {
    const [from, copy] = [join(root, file), join(to, file)];
    if (!existsSync(from)) {
      await rm(copy, { force: true });
      continue;
    }
    await mkdir(dirname(copy), { recursive: true });
    await copyFile(from, copy);
  }
  await linkPackages('.', to);
  // Installs of their own (`scripts/own-install.mjs`) stay out: a release needs none of them.
  for (const parent of ['packages', 'tests', 'examples']) {
    for (const folder of await readdir(join(to, parent)).catch(() => [])) await linkPackages(join(parent, folder), to);
  }
}

/** Runs a command whose failure ends all; what it printed is in the error. */
export async function must(command, args, options = {}) {
  const { code, output } = await run(command, args, { capture: true, ...options });
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}:\n${output}`);
  return output;
}

async function listed(...options) {
  const output = await must('git', ['ls-files', '-z', ...options], { cwd: root });
  return [...new Set(output.split('\0').filter((file) => file !== ''))];
}

/**
 * Puts one `node_modules` beside the copy, as an installation would: what comes from a registry as hard links, which cost
 * no space and keep every path inside the copy, and this repository's own packages as links into the copy.
 */
async function linkPackages(folder, to) {
  const from = join(root, folder, 'node_modules');
  if (existsSync(from)) await linkTree(from, join(to, folder, 'node_modules'));
}

async function linkTree(from, to) {
  await mkdir(to, { recursive: true });
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, copy] = [join(from, entry.name), join(to, entry.name)];
    // Caches of tools, but for the commands, which are links.
    if (entry.name.startsWith('.') && entry.name !== '.bin' && from.endsWith('node_modules')) continue;
    if (entry.isDirectory()) await linkTree(source, copy);
    else if (entry.isSymbolicLink()) await symlink(await readlink(source), copy, 'junction');
    // Where the folder for temporary files is on another disk, it is a copy.
    else await link(source, copy).catch(() => copyFile(source, copy));
  }
}
