import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parse, TomlError } from 'smol-toml';
import { type EnvOptions, environment } from '../env.js';

/** Which section of which file. */
export interface InfluxCliOptions extends EnvOptions {
  /** Default: what `INFLUX_CONFIGS_PATH` says, else `~/.influxdbv2/configs`. */
  readonly path?: string | undefined;
  /** Name of the section. Default: what `INFLUX_ACTIVE_CONFIG` says, else the one with `active = true`. */
  readonly profile?: string | undefined;
}

/** One section of the `influx` command's configuration. It holds the token as it is: it stays inside of this package. */
export interface Section {
  readonly path: string;
  readonly profile: string;
  readonly url: string;
  readonly org: string | undefined;
  readonly token: string | undefined;
}

/** Where the `influx` command keeps its configuration. */
export const configPath = ({ path, env = environment() }: InfluxCliOptions): string =>
  path ?? (env['INFLUX_CONFIGS_PATH'] || join(homedir(), '.influxdbv2', 'configs'));

/**
 * Reads the configuration that the `influx` command keeps.
 *
 * @returns undefined where there is no such file
 * @throws Error naming file and section, for a file that is no TOML or has no section to take; it quotes nothing of it
 */
export async function readSection(options: InfluxCliOptions): Promise<Section | undefined> {
  const { env = environment() } = options;
  const path = configPath(options);
  const profile = options.profile ?? (env['INFLUX_ACTIVE_CONFIG'] || undefined);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const sections = sectionsOf(text, path);
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
  const field = (field: string): string | undefined => {
    const value = section[field];
    if (value === undefined || typeof value === 'string') return value || undefined;
    throw new Error(`${path}: ${field} of section ${key} must be a text, not ${typeof value}`);
  };
  const url = field('url');
  if (url === undefined) throw new Error(`${path}: section ${key} has no url`);
  return { path, profile: key, url, org: field('org'), token: field('token') };
}

function sectionsOf(text: string, path: string): Record<string, Record<string, unknown>> {
  let table: Record<string, unknown>;
  try {
    table = parse(text);
  } catch (error) {
    // Its own message quotes the lines around the mistake, and one of them may be the token.
    const place = error instanceof TomlError ? `, line ${error.line}, column ${error.column}` : '';
    throw new Error(`${path}${place}: this is no TOML`);
  }
  return Object.fromEntries(
    Object.entries(table).filter(
      (entry): entry is [string, Record<string, unknown>] => typeof entry[1] === 'object' && entry[1] !== null,
    ),
  );
}
