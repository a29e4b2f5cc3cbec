// A registry of packages on loopback, empty, for what a release would publish. It passes nothing on to another registry.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureInstalled } from '../own-install.mjs';

/** The scope that is published; everything else comes from where the machine gets its packages. */
export const scope = '@influxkit';

/**
 * Starts Verdaccio in this process on a free port of 127.0.0.1; its storage and its configuration are in `folder`.
 *
 * @returns {Promise<{ url: string, storage: string, userconfig: string, stop: () => Promise<void> }>} `userconfig` is a
 * file for `NPM_CONFIG_USERCONFIG` of whoever publishes.
 */
export async function startRegistry(folder) {
  const storage = join(folder, 'storage');
  const config = join(folder, 'verdaccio.yaml');
  await mkdir(storage, { recursive: true });
  await writeFile(config, configuration(storage, join(folder, 'users')));
  await ensureInstalled('scripts/registry');
  const { runServer } = await import('verdaccio');
  const server = await runServer(config);
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address();
  const url = `http://127.0.0.1:${port}/`;
  const userconfig = join(folder, 'npmrc');
  // Anyone may publish there, yet npm refuses to try without a token.
  await writeFile(userconfig, `registry=${url}\n//127.0.0.1:${port}/:_authToken=nobody\n`, { mode: 0o600 });
  const stop = () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url, storage, userconfig, stop };
}

/** The line of an `.npmrc` that sends the scope, and nothing else, to a registry. */
export const scopeLine = (url) => `${scope}:registry=${url}\n`;

/**
 * What installs a package from a registry on loopback, by package manager: the scope from there, and all else from where the
 * machine gets its packages. Yarn keeps to https, and away from what was published today, unless it is told otherwise.
 *
 * @returns {Record<string, string[]>} lines for a shell
 */
export function installLines(url, name) {
  // In a file: `pnpm add` takes no settings as arguments from version 12 on.
  const npmrc = `echo '${scopeLine(url).trim()}' >> .npmrc`;
  const settings = {
    npmScopes: { [scope.slice(1)]: { npmRegistryServer: url } },
    unsafeHttpWhitelist: [new URL(url).hostname],
    npmPreapprovedPackages: [`${scope}/*`],
  };
  const set = Object.entries(settings).map(
    ([key, value]) => `yarn config set ${key} --json '${JSON.stringify(value)}'`,
  );
  return {
    npm: [npmrc, `npm install ${name}`],
    pnpm: [npmrc, `pnpm add ${name}`],
    'yarn 4': [...set, `yarn add ${name}`],
    'yarn 1': [npmrc, `yarn add ${name}`],
  };
}

const configuration = (storage, users) => `
storage: ${JSON.stringify(storage)}
web: { enable: false }
auth: { htpasswd: { file: ${JSON.stringify(users)}, max_users: -1 } }
uplinks: {}
packages:
  '**': { access: $all, publish: $all, unpublish: $all }
max_body_size: 50mb
log: { type: stdout, format: pretty, level: fatal }
`;
