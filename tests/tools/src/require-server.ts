import { execFileSync } from 'node:child_process';
import { findCommand } from './find-command.js';

/** The servers that tests can start by themselves, with the package of Debian that each comes in. */
const servers = {
  influxd: { commands: ['influxd'], package: 'influxdb', accepts: isInfluxd1 },
  'victoria-metrics': {
    commands: ['victoria-metrics', 'victoria-metrics-prod'],
    package: 'victoria-metrics',
    accepts: (): boolean => true,
  },
} as const;

export type ServerName = keyof typeof servers;

/** An `influxd` of 2.x has the same name and other arguments. */
function isInfluxd1(path: string): boolean {
  return /InfluxDB v1\./.test(execFileSync(path, ['version'], { encoding: 'utf8' }));
}

/** The path of a server's command, or undefined where the machine has none. */
export function findServer(name: ServerName): string | undefined {
  const path = findCommand(...servers[name].commands);
  return path !== undefined && servers[name].accepts(path) ? path : undefined;
}

/**
 * Whether tests that need a server can run: `describe.skipIf(!requireServer('influxd'))`. Where it is missing, says that
 * they are skipped; with `INFLUXKIT_REQUIRE_SERVERS=1` (as in CI) throws instead, so that nothing is skipped unseen.
 */
export function requireServer(name: ServerName): boolean {
  if (findServer(name) !== undefined) return true;
  const missing = `There is no ${name} on this machine (Debian: apt-get install ${servers[name].package})`;
  if (process.env['INFLUXKIT_REQUIRE_SERVERS'] === '1') {
    throw new Error(`${missing}, and INFLUXKIT_REQUIRE_SERVERS=1 wants it.`);
  }
  console.warn(`${missing}: its tests are skipped.`);
  return false;
}
