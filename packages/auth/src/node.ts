import { type Connection, environment, variablesOf } from './env.js';
import { configPath, type InfluxCliOptions, readSection } from './node/influx-cli.js';
import { tokenAuth } from './token.js';

export type { Connection, EnvOptions } from './env.js';
export type { InfluxCliOptions } from './node/influx-cli.js';

/** A connection that the `influx` command knows. */
export interface InfluxCliConnection extends Connection {
  /** The name of the section that it is from. */
  readonly profile: string;
}

/**
 * Takes address, token and organization from the file that the `influx` command keeps: from its active section, or from
 * the one that is named.
 *
 * @throws Error saying what is missing, in which file and section; it quotes nothing of the file
 */
export async function fromInfluxCli(options: InfluxCliOptions = {}): Promise<InfluxCliConnection> {
  const section = await readSection(options);
  if (!section)
    throw new Error(
      `${configPath(options)}: there is no such file; make a configuration with \`influx config create\``,
    );
  const { path, profile, url, org, token } = section;
  if (token === undefined) throw new Error(`${path}: section ${profile} has no token`);
  return { profile, baseUrl: url, auth: tokenAuth(token), org, bucket: undefined };
}

/**
 * `fromEnv()`, and for what the variables do not say the file of the `influx` command. The token and the organization of
 * the file go only with its own address: a variable that names another server does not get them.
 *
 * @throws Error saying what is missing and where it was looked for
 */
export async function fromEnvOrInfluxCli(options: InfluxCliOptions = {}): Promise<Connection> {
  const { env = environment() } = options;
  const { url, token, org, bucket } = variablesOf(env);
  const section = url !== undefined && token !== undefined ? undefined : await readSection(options);
  const same = section && (url === undefined || trimmed(url) === trimmed(section.url)) ? section : undefined;
  const baseUrl = url ?? section?.url;
  const secret = token ?? same?.token;
  if (baseUrl === undefined)
    throw new Error('no address of a server: set INFLUX_HOST, or make a configuration with `influx config create`');
  if (secret === undefined)
    throw new Error(
      'no token for this server: set INFLUX_TOKEN, or make a configuration for it with `influx config create`',
    );
  return { baseUrl, auth: tokenAuth(secret), org: org ?? same?.org, bucket };
}

const trimmed = (url: string): string => url.replace(/\/+$/, '');
