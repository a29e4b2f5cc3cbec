import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parse, TomlError } from 'smol-toml';

/** One section of the `influx` command's configuration. */
export interface InfluxConfig {
  /** The section's name. */
  readonly name: string;
  /** Where the server is. */
  readonly url: string;
  readonly org: string | undefined;
  /** The API token. Not enumerable: printing the configuration does not print it. */
  readonly token: string | undefined;
}

export interface InfluxConfigOptions {
  /** Default: what `INFLUX_CONFIGS_PATH` says, else `~/.influxdbv2/configs`. */
  readonly path?: string;
  /** The section to take. Default: what `INFLUX_ACTIVE_CONFIG` says, else the one with `active = true`. */
  readonly name?: string;
  /** Default: `process.env`. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/**
 * Reads the configuration that the `influx` command keeps.
 *
 * @returns undefined where there is no such file
 * @throws Error naming file and section, for a file that is no TOML or has no section to take; it quotes nothing of it
 */
export async function readInfluxConfig(options: InfluxConfigOptions = {}): Promise<InfluxConfig | undefined> {
  const { env = process.env } = options;
  const path = options.path ?? (env['INFLUX_CONFIGS_PATH'] || join(homedir(), '.influxdbv2', 'configs'));
  const name = options.name ?? (env['INFLUX_ACTIVE_CONFIG'] || undefined);
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
    name === undefined ? section['active'] === true : key === name,
  );
  const [first, ...others] = found;
  if (!first)
    throw new Error(
      name === undefined
        ? `${path}: no section has "active = true"; it has ${names}`
        : `${path}: no section is named ${JSON.stringify(name)}; it has ${names}`,
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
  return Object.defineProperty({ name: key, url, org: field('org') }, 'token', {
    value: field('token'),
  }) as InfluxConfig;
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
