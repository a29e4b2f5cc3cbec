import type { Bar, Chart, Series } from './parse.js';

const width = 480;
const asHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;').replaceAll('{{', '&#123;&#123;');

/** A chart as SVG in the page's own colours, which follow its light and its dark dress. */
export function svg(chart: Chart, title: string): string {
  const { height, body } = chart.kind === 'bars' ? bars(chart.bars) : lines(chart.x, chart.series);
  // On one line: an empty one would end the HTML in Markdown's eyes.
  return `<figure class="chart"><svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${asHtml(title)}">${body}</svg></figure>`;
}

const isOwn = (name: string): boolean => /influxkit/i.test(name);

interface Drawn {
  readonly height: number;
  readonly body: string;
}

function bars(all: readonly Bar[]): Drawn {
  const row = 44;
  const most = Math.max(...all.map(({ value }) => value), Number.MIN_VALUE);
  const room = width - 110;
  const body = all.map(({ name, value, shown }, index) => {
    const top = index * row;
    const length = value > 0 ? Math.max(2, (value / most) * room) : 0;
    return [
      `<text class="name" x="0" y="${top + 14}">${asHtml(name)}</text>`,
      `<rect class="${isOwn(name) ? 'own' : 'peer'}" x="0" y="${top + 20}" width="${length.toFixed(1)}" height="14" rx="3"/>`,
      `<text class="value" x="${(length > 0 ? length + 8 : 0).toFixed(1)}" y="${top + 32}">${asHtml(shown)}</text>`,
    ].join('');
  });
  return { height: all.length * row, body: body.join('') };
}

/** One tick a power of ten within the range, and its ends where that would be none. */
function ticks(least: number, most: number): number[] {
  const all: number[] = [];
  for (let power = Math.floor(Math.log10(least)); power <= Math.ceil(Math.log10(most)); power++)
    for (const step of [1, 2, 5]) all.push(step * 10 ** power);
  return all.filter((value) => value >= least / 1.01 && value <= most * 1.01);
}

/** Lines on a logarithmic scale, on which cost that grows with the work is straight. */
function lines(x: readonly string[], series: readonly Series[]): Drawn {
  const plot = { left: 64, right: width - 16, top: 8, bottom: 240 };
  const values = series.flatMap(({ values }) => values).filter((value): value is number => Number(value) > 0);
  const least = Math.min(...values) / 1.3;
  const most = Math.max(...values) * 1.3;
  const across = (index: number): number =>
    plot.left + 24 + (index / Math.max(1, x.length - 1)) * (plot.right - plot.left - 48);
  const up = (value: number): number =>
    plot.bottom - (Math.log(value / least) / Math.log(most / least)) * (plot.bottom - plot.top);
  const short = (value: number): string => Number(value.toPrecision(2)).toLocaleString('en-US');
  const marks = ticks(least, most);
  const shown = marks.length > 9 ? marks.filter((value) => /^[15]/.test(String(value))) : marks;
  const grid = shown.map((value) => {
    const y = up(value).toFixed(1);
    return `<line class="grid" x1="${plot.left}" x2="${plot.right}" y1="${y}" y2="${y}"/><text class="tick" text-anchor="end" x="${plot.left - 8}" y="${(up(value) + 4).toFixed(1)}">${short(value)}</text>`;
  });
  const axis = x.map(
    (label, index) =>
      `<text class="tick" text-anchor="middle" x="${across(index).toFixed(1)}" y="${plot.bottom + 20}">${asHtml(label)}</text>`,
  );
  let own = 0;
  let peer = 0;
  const drawn = series.map(({ name, values }, index) => {
    const style = isOwn(name) ? `own own${own++ % 4}` : `peer peer${peer++ % 4}`;
    const points = values.flatMap((value, at) =>
      value === undefined ? [] : [[across(at), up(Math.max(value, least))] as const],
    );
    const path = points.map(([px, py]) => `${px.toFixed(1)},${py.toFixed(1)}`).join(' ');
    const dots = points.map(
      ([px, py]) => `<circle class="${style}" cx="${px.toFixed(1)}" cy="${py.toFixed(1)}" r="4"/>`,
    );
    const y = plot.bottom + 48 + index * 22;
    const key = `<line class="${style}" x1="${plot.left}" x2="${plot.left + 26}" y1="${y - 4}" y2="${y - 4}"/><text class="name" x="${plot.left + 36}" y="${y}">${asHtml(name)}</text>`;
    return `<polyline class="${style}" points="${path}"/>${dots.join('')}${key}`;
  });
  return { height: plot.bottom + 40 + series.length * 22, body: [...grid, ...axis, ...drawn].join('') };
}
