import { asHtml, isOwn } from './html.js';
import { type Chart, numberIn, type Series } from './parse.js';

const size = { width: 480, height: 280 };
const plot = { left: 72, right: size.width - 12, top: 16, bottom: 248 };

const short = (value: number): string => Number(value.toPrecision(2)).toLocaleString('en-US');
const amount = (label: string): string => (/^\d+$/.test(label) ? Number(label).toLocaleString('en-US') : label);

/** A few round values within the range: powers of ten, and their halves and fifths where there is room. */
function ticks(least: number, most: number): number[] {
  const all: number[] = [];
  for (let power = Math.floor(Math.log10(least)); power <= Math.ceil(Math.log10(most)); power++)
    for (const step of [1, 2, 5]) all.push(step * 10 ** power);
  const within = all.filter((value) => value >= least / 1.01 && value <= most * 1.01);
  const powers = within.filter((value) => Number.isInteger(Number(Math.log10(value).toFixed(9))));
  return within.length > 8 && powers.length > 1 ? powers : within;
}

/** Lines on a logarithmic scale, on which cost that grows with the work is straight. */
export function lines({ x, series, unit = '' }: Extract<Chart, { kind: 'lines' }>, title: string): string {
  const values = series
    .flatMap(({ values, open }) => [...values, open?.limit])
    .filter((value): value is number => Number(value) > 0);
  const least = Math.min(...values) / 1.3;
  const most = Math.max(...values) * 1.3;
  const logs = x.map((label) => Math.log(Math.max(numberIn(label) ?? 1, 1)));
  const [first = 0, last = 0] = [logs[0], logs.at(-1)];
  const across = (index: number): number =>
    plot.left + 30 + (((logs[index] ?? first) - first) / Math.max(last - first, 1e-9)) * (plot.right - plot.left - 60);
  const up = (value: number): number =>
    plot.bottom - (Math.log(value / least) / Math.log(most / least)) * (plot.bottom - plot.top);

  const grid = ticks(least, most).map((value) => {
    const y = up(value).toFixed(1);
    const label = asHtml(`${short(value)}${unit === '' ? '' : ` ${unit}`}`);
    return `<line class="grid" x1="${plot.left}" x2="${plot.right}" y1="${y}" y2="${y}"/><text class="tick" text-anchor="end" x="${plot.left - 8}" y="${(up(value) + 4).toFixed(1)}">${label}</text>`;
  });
  const axis = x.map(
    (label, index) =>
      `<text class="tick" text-anchor="middle" x="${across(index).toFixed(1)}" y="${plot.bottom + 24}">${asHtml(amount(label))}</text>`,
  );
  const styles = stylesOf(series);
  const drawn = series.map((one, index) => {
    const { values, open } = one;
    const style = styles[index] ?? '';
    const points = values.flatMap((value, at) =>
      value === undefined ? [] : [{ x: across(at), y: up(Math.max(value, least)) }],
    );
    const path = points.map((point) => `${point.x.toFixed(1)},${point.y.toFixed(1)}`).join(' ');
    const dots = points.map(
      (point) => `<circle class="${style}" cx="${point.x.toFixed(1)}" cy="${point.y.toFixed(1)}" r="4"/>`,
    );
    const line = `<polyline class="${style}" points="${path}"/>${dots.join('')}`;
    if (open === undefined) return line;
    // Those who were stopped at the same place stand beside each other.
    const here = series.filter((other) => other.open?.at === open.at);
    const place = here.indexOf(one) - (here.length - 1) / 2;
    return line + openEnd(style, points.at(-1), { x: across(open.at) + place * 16, y: up(open.limit) });
  });
  const picture = `<svg viewBox="0 0 ${size.width} ${size.height}" role="img" aria-label="${asHtml(title)}">${[...grid, ...axis, ...drawn].join('')}</svg>`;
  return `${picture}${key(x, series, styles)}`;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** A line that goes on beyond the limit: dashes to it, and an arrow upwards. */
function openEnd(style: string, from: Point | undefined, to: Point): string {
  const dashes =
    from === undefined
      ? ''
      : `<line class="${style} open" x1="${from.x.toFixed(1)}" y1="${from.y.toFixed(1)}" x2="${to.x.toFixed(1)}" y2="${to.y.toFixed(1)}"/>`;
  const [x, y] = [to.x, to.y];
  const arrow = `${x - 6},${y + 4} ${x},${y - 8} ${x + 6},${y + 4}`;
  return `${dashes}<polygon class="${style}" points="${arrow}"/>`;
}

/** A colour for each: greens for our own. */
function stylesOf(series: readonly Series[]): string[] {
  let own = 0;
  let competitor = 0;
  return series.map(({ name }) => (isOwn(name) ? `own own${own++ % 4}` : `competitor competitor${competitor++ % 6}`));
}

function key(x: readonly string[], series: readonly Series[], styles: readonly string[]): string {
  const items = series.map(({ name, open }, index) => {
    const end =
      open === undefined
        ? ''
        : ` <span class="value">${asHtml(open.shown)} from ${asHtml(amount(x[open.at] ?? ''))}</span>`;
    return `<li class="${styles[index]}">${asHtml(name)}${end}</li>`;
  });
  return `<ul class="key">${items.join('')}</ul>`;
}
