// What the scripts beside this file share: running a command of the project and saying how it went.
import { spawn, spawnSync } from 'node:child_process';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { getPackagesSync } from '@manypkg/get-packages';

export const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * The workspaces of the repository, or of a copy of it, as its package.json lists them.
 *
 * @returns {{ folder: string, manifest: any }[]} each with its folder as in `packages/auth`, and its package.json
 */
export const workspaces = (base = root) =>
  getPackagesSync(base)
    .packages.map(({ dir, packageJson }) => ({
      folder: relative(base, dir).replaceAll('\\', '/'),
      manifest: packageJson,
    }))
    .sort((a, b) => (a.folder < b.folder ? -1 : 1));

/** The folders of `packages` that are published: all but the private one. */
export const publishedPackages = (base = root) =>
  workspaces(base)
    .filter(({ folder, manifest }) => folder.startsWith('packages/') && !manifest.private)
    .map(({ folder }) => folder.slice('packages/'.length));

// Tools that would otherwise call home, or wait for input.
const quiet = {
  TURBO_TELEMETRY_DISABLED: '1',
  TURBO_NO_UPDATE_NOTIFIER: '1',
  REDOCLY_TELEMETRY: 'off',
  REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true',
};

/** Runs a command in the root (or `cwd`) with its output shown; resolves to its exit code. */
export function run(command, args, { cwd = root, env = {}, capture = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...quiet, ...env },
      stdio: capture ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
      // npm's commands are .cmd files on Windows, which only a shell can start.
      shell: process.platform === 'win32',
    });
    let output = '';
    child.stdout?.on('data', (chunk) => (output += chunk));
    child.stderr?.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => {
      const message = notStarted(command, error);
      if (!capture) console.error(message);
      resolve({ code: 127, output: `${output}${message}\n` });
    });
    child.on('close', (code, signal) => resolve({ code: code ?? (signal ? 130 : 1), output }));
  });
}

/** Why a command did not start, with what to do where it is not there. */
function notStarted(command, error) {
  if (error.code !== 'ENOENT') return `${command} did not start: ${error.message}`;
  const isOfNpm = command.includes(join('node_modules', '.bin'));
  return `${command} was not found: ${isOfNpm ? 'run npm ci' : 'install it, or put its folder into PATH'}.`;
}

/** Why the commits of a repository cannot be asked, in one line with what to do; undefined where they can. */
export function historyProblem(base = root) {
  const { status, stdout, error } = spawnSync('git', ['rev-parse', '--is-shallow-repository'], {
    cwd: base,
    encoding: 'utf8',
  });
  if (error) return notStarted('git', error);
  if (status !== 0)
    return 'This is no clone, and its commits are needed: get it by git clone rather than as an archive.';
  return stdout.trim() === 'true' ? 'This clone lacks older commits: run git fetch --unshallow.' : undefined;
}

/** As `run`, for a tool that npm installed here, or in the folder `from`: started itself, for npx takes longer than many a tool. */
export const tool = (name, args, { from = '', ...options } = {}) =>
  run(join(root, from, 'node_modules', '.bin', process.platform === 'win32' ? `${name}.cmd` : name), args, options);

/** A table of `[name, result, seconds]`, aligned, for a person who skims. */
export function table(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => String(row[column]).length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => String(cell).padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
