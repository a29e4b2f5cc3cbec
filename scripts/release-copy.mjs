// A copy of the repository, so that a release can be tried without changing a file of it.
import { existsSync } from 'node:fs';
import { copyFile, lstat, mkdir, readdir, readlink, rm, symlink } from 'node:fs/promises';
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
  for (const parent of ['packages', 'tests', 'examples', '.']) {
    const folders = parent === '.' ? ['bench'] : await readdir(join(to, parent)).catch(() => []);
    for (const folder of folders) await linkPackages(join(parent, folder), to);
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

/** Links one `node_modules`, entry by entry: those of this repository lead into the copy, the others where they are. */
async function linkPackages(folder, to) {
  const from = join(root, folder, 'node_modules');
  if (!existsSync(from)) return;
  const copy = join(to, folder, 'node_modules');
  await mkdir(copy, { recursive: true });
  for (const name of await readdir(from)) {
    if (name.startsWith('.') && name !== '.bin') continue;
    if (name.startsWith('@')) {
      await mkdir(join(copy, name), { recursive: true });
      for (const part of await readdir(join(from, name))) await link(join(from, name, part), join(copy, name, part));
    } else {
      await link(join(from, name), join(copy, name));
    }
  }
}

/** A workspace is linked by a relative path, which means the copy's own folder there. */
async function link(from, to) {
  const isWorkspace = (await lstat(from)).isSymbolicLink();
  await symlink(isWorkspace ? await readlink(from) : from, to, 'junction');
}
