import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parse, TomlError } from 'smol-toml';
import type { InfluxDBOptions } from './client-options.js';
import { type Connection, type EnvOptions, platformEnvironment, readEnvironment } from './environment.js';
import { tokenAuth } from './token-auth.js';

export type { Connection, Environment, EnvOptions } from './environment.js';

/** Which section of which file. */
export interface InfluxCliOptions extends EnvOptions {
  /**
   * The file.
   *
   * @default what `INFLUX_CONFIGS_PATH` says, else `~/.influxdbv2/configs`
   */
  readonly path?: string | undefined;
  /**
   * Name of the section.
   *
   * @default what `INFLUX_ACTIVE_CONFIG` says, else the section with `active = true`
   */
  readonly profile?: string | undefined;
}

/** A connection that the `influx` command knows. */
export interface InfluxCliConnection extends Connection {
  /** The name of the section that it is from. */
  readonly profile: string;
}

/**
 * Address, token and organization from the file that the `influx` command keeps: from its active section, or from the one
 * that is named. Node, Deno and Bun.
 *
 * @throws Error saying what is missing, in which file and section; it quotes nothing of the file
 * @example
 * import { fromInfluxCli } from '@influxkit/influxdb/node';
 * import { createOssV2 } from '@influxkit/influxdb/oss-v2';
 *
 * const { baseUrl, auth, org } = await fromInfluxCli({ profile: 'cloud' });
 * const api = createOssV2({ baseUrl, auth });
 */
export async function fromInfluxCli(options: InfluxCliOptions = {}): Promise<InfluxCliConnection> {
  const section = await readSection(options);
  if (!section)
    throw new Error(
      `${configPath(options)}: there is no such file; make a configuration with \`influx config create\``,
    );
  const { path, profile, url, org, token } = section;
  if (token === undefined) throw new Error(`${path}: section ${profile} has no token`);
  return { profile, baseUrl: url, auth: tokenAuth(token), org, orgID: undefined, bucket: undefined };
}

/**
 * The environment as `fromEnv()` reads it, and for what it does not say the file of the `influx` command. Token and
 * organization of the file go only with its own address: an `INFLUX_HOST` that names another server does not get them.
 *
 * @throws TypeError saying what is missing and where it was looked for
 * @throws Error for a file that cannot be read, as `fromInfluxCli` does
 * @example
 * import { fromEnvOrInfluxCli } from '@influxkit/influxdb/node';
 * import { createOssV2 } from '@influxkit/influxdb/oss-v2';
 *
 * const { baseUrl, auth } = await fromEnvOrInfluxCli();
 * const api = createOssV2({ baseUrl, auth });
 */
export async function fromEnvOrInfluxCli(options: InfluxCliOptions = {}): Promise<Connection> {
  const { url, token, org, orgID, bucket } = readEnvironment(options.env);
  const section = url !== undefined && token !== undefined ? undefined : await readSection(options);
  const isSameServer = section && (url === undefined || withoutSlash(url) === withoutSlash(section.url));
  const fromFile = isSameServer ? section : undefined;
  const baseUrl = url ?? section?.url;
  const credential = token ?? fromFile?.token;
  if (baseUrl === undefined)
    throw new TypeError('no server address: set INFLUX_HOST, or make a configuration with `influx config create`');
  if (credential === undefined)
    throw new TypeError(
      'no token for this server: set INFLUX_TOKEN, or make a configuration for it with `influx config create`',
    );
  const hasOrganization = org !== undefined || orgID !== undefined;
  return {
    baseUrl,
    auth: tokenAuth(credential),
    org: hasOrganization ? org : fromFile?.org,
    orgID,
    bucket,
  };
}

/**
 * What {@link fromEnvOrInfluxCli} finds, as options of `InfluxDB`.
 *
 * @throws as `fromEnvOrInfluxCli` does
 * @example
 * import { InfluxDB } from '@influxkit/influxdb';
 * import { optionsFromConfig } from '@influxkit/influxdb/node';
 *
 * const influx = new InfluxDB({ ...(await optionsFromConfig()), product: 'oss-v2' });
 */
export async function optionsFromConfig(options?: InfluxCliOptions): Promise<InfluxDBOptions> {
  const { baseUrl, auth, org, orgID, bucket } = await fromEnvOrInfluxCli(options);
  return {
    url: baseUrl,
    auth,
    ...(org !== undefined && { org }),
    ...(orgID !== undefined && { orgID }),
    ...(bucket !== undefined && { bucket }),
  };
}

/** One section of the `influx` command's file. It holds the token as it is, and does not leave this module. */
interface Section {
  readonly path: string;
  readonly profile: string;
  readonly url: string;
  readonly org: string | undefined;
  readonly token: string | undefined;
}

const configPath = ({ path, env = platformEnvironment() }: InfluxCliOptions): string =>
  path ?? (env['INFLUX_CONFIGS_PATH'] || join(homedir(), '.influxdbv2', 'configs'));

/**
 * Reads the file that the `influx` command keeps.
 *
 * @returns undefined where there is no such file
 * @throws Error naming file and section, for a file that is not TOML or has no section to take; it quotes nothing of it
 */
async function readSection(options: InfluxCliOptions): Promise<Section | undefined> {
  const { env = platformEnvironment() } = options;
  const path = configPath(options);
  const profile = options.profile ?? (env['INFLUX_ACTIVE_CONFIG'] || undefined);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const sections = parseSections(text, path);
  const names = Object.keys(sections).join(', ') || 'none';
  const found = Object.entries(sections).filter(([key, section]) =>
    profile === undefined ? section['active'] === true : key === profile,
  );
  const [first, ...others] = found;
  if (!first)
    throw new Error(
      profile === undefined
        ? `${path}: no section has "active = true"; it has ${names}`
        : `${path}: no section is named ${JSON.stringify(profile)}; it has ${names}`,
    );
  if (others.length > 0)
    throw new Error(`${path}: only one section may have "active = true": ${found.map(([key]) => key).join(', ')}`);
  const [key, section] = first;
  const field = (name: string): string | undefined => {
    const value = section[name];
    if (value === undefined || typeof value === 'string') return value || undefined;
    throw new Error(`${path}: ${name} of section ${key} must be a string; got a ${typeof value}`);
  };
  const url = field('url');
  if (url === undefined) throw new Error(`${path}: section ${key} has no url`);
  return { path, profile: key, url, org: field('org'), token: field('token') };
}

function parseSections(text: string, path: string): Record<string, Record<string, unknown>> {
  let table: Record<string, unknown>;
  try {
    table = parse(text);
  } catch (error) {
    // Its own message quotes the lines around the mistake, and one of them may be the token.
    const place = error instanceof TomlError ? `, line ${error.line}, column ${error.column}` : '';
    throw new Error(`${path}${place}: this is not TOML`);
  }
  return Object.fromEntries(
    Object.entries(table).filter(
      (entry): entry is [string, Record<string, unknown>] => typeof entry[1] === 'object' && entry[1] !== null,
    ),
  );
}

const withoutSlash = (url: string): string => url.replace(/\/+$/, '');
