/** Values as random as real ones: a seeded generator, so that two runs measure the same. */
let state = 20240229;
export function random(): number {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296 + random32() / 2 ** 53;
}
function random32(): number {
  state = (state + 0x6d2b79f5) | 0;
  return (Math.imul(state ^ (state >>> 13), 0x2c1b3c6d) >>> 11) & 0x1fffff;
}

export const below = (limit: number): number => Math.floor(random() * limit);
const pick = (list: readonly string[]): string => list[below(list.length)] ?? '';
const full = (): number => random() * 100;
export const twoDecimals = (): number => Math.round(random() * 10000) / 100;

const REGIONS = ['eu-central-1', 'eu-west-2', 'us-east-1', 'us-west-2', 'ap-southeast-1', 'sa-east-1'];
const TEAMS = ['SF', 'NYC', 'LON', 'CHI', 'platform', 'payments'];
const LEVELS = ['info', 'warning', 'error', 'debug'];
const PHRASES = [
  'disk "sda1" full',
  'C:\\Temp\\log, again',
  'user said "no"',
  'path=\\\\server\\share',
  'a "b" \\ c "d"',
];

export interface WideTags {
  readonly hostname: string;
  readonly region: string;
  readonly datacenter: string;
  readonly rack: string;
  readonly os: string;
  readonly arch: string;
  readonly team: string;
  readonly service: string;
  readonly service_version: string;
  readonly service_environment: string;
}

export interface WideFields {
  readonly usage_user: number;
  readonly usage_system: number;
  readonly usage_idle: number;
  readonly usage_nice: number;
  readonly usage_iowait: number;
  readonly usage_irq: number;
  readonly usage_softirq: number;
  readonly usage_steal: number;
  readonly usage_guest: number;
  readonly usage_guest_nice: number;
}

/** One row: which series it belongs to, its values, its time in milliseconds. */
export interface Row<Tags, Fields> {
  readonly series: number;
  readonly tags: Tags;
  readonly fields: Fields;
  readonly time: number;
}

const SERIES = 1000;
const ROWS = 10000;
let clock = 1700000000000;

function makeRows<Tags, Fields>(tags: () => Tags, fields: () => Fields): { rows: Row<Tags, Fields>[]; series: Tags[] } {
  const series = Array.from({ length: SERIES }, tags);
  const rows = Array.from({ length: ROWS }, (): Row<Tags, Fields> => {
    const index = below(SERIES);
    clock += below(20);
    return { series: index, tags: series[index] as Tags, fields: fields(), time: clock };
  });
  return { rows, series };
}

export const wideTags = (): WideTags => ({
  hostname: `host_${below(100000)}`,
  region: pick(REGIONS),
  datacenter: `${pick(REGIONS)}${pick(['a', 'b', 'c'])}`,
  rack: String(below(100)),
  os: pick(['Ubuntu16.10', 'Ubuntu22.04LTS', 'Debian12']),
  arch: pick(['x64', 'arm64']),
  team: pick(TEAMS),
  service: `service-${below(20)}`,
  service_version: `${below(3)}.${below(20)}.${below(100)}`,
  service_environment: pick(['production', 'staging', 'test']),
});

const wideFields = (value: () => number) => (): WideFields => ({
  usage_user: value(),
  usage_system: value(),
  usage_idle: value(),
  usage_nice: value(),
  usage_iowait: value(),
  usage_irq: value(),
  usage_softirq: value(),
  usage_steal: value(),
  usage_guest: value(),
  usage_guest_nice: value(),
});

export type WideRow = Row<WideTags, WideFields>;
export const fullPrecision = (): { rows: WideRow[]; series: WideTags[] } => makeRows(wideTags, wideFields(full));
export const decimals = (): { rows: WideRow[]; series: WideTags[] } => makeRows(wideTags, wideFields(twoDecimals));

export interface MixedTags {
  readonly host: string;
  readonly region: string;
  readonly service: string;
  readonly path: string;
}
export interface MixedFields {
  readonly duration: number;
  readonly load: number;
  readonly bytes_in: number;
  readonly bytes_out: number;
  readonly connections: number;
  readonly ok: boolean;
  readonly level: string;
  readonly message: string;
}
export type MixedRow = Row<MixedTags, MixedFields>;
export const mixed = (): { rows: MixedRow[]; series: MixedTags[] } =>
  makeRows(
    () => ({
      host: `host_${below(100000)}`,
      region: pick(REGIONS),
      service: `service-${below(20)}`,
      path: `/api/v${below(3)}/items/${below(1000)}`,
    }),
    () => ({
      duration: full(),
      load: twoDecimals(),
      bytes_in: below(10_000_000),
      bytes_out: below(4_000_000_000),
      connections: below(1000),
      ok: random() < 0.9,
      level: pick(LEVELS),
      message: `request ${below(1_000_000)} answered in ${below(1000)} ms`,
    }),
  );

export interface EscapeTags {
  readonly host: string;
  readonly place: string;
  readonly query: string;
}
export interface EscapeFields {
  readonly message: string;
  readonly detail: string;
  readonly path: string;
}
export type EscapeRow = Row<EscapeTags, EscapeFields>;
export const escapes = (): { rows: EscapeRow[]; series: EscapeTags[] } =>
  makeRows(
    () => ({
      host: `web server ${below(1000)}, rack ${below(50)}`,
      place: `hall ${below(9)}, row=${below(30)}`,
      query: `a=${below(100)}, b=${below(100)}`,
    }),
    () => ({
      message: `${pick(PHRASES)} ${below(100000)}`,
      detail: `${pick(PHRASES)}; ${pick(PHRASES)}`,
      path: `C:\\Program Files\\App ${below(1000)}\\"run".exe`,
    }),
  );

export interface SmallTags {
  readonly host: string;
}
export interface SmallFields {
  readonly value: number;
}
export type SmallRow = Row<SmallTags, SmallFields>;
export const small = (): { rows: SmallRow[]; series: SmallTags[] } =>
  makeRows(
    () => ({ host: `host_${below(100000)}` }),
    () => ({ value: full() }),
  );
