/** A value at a time. */
export interface Sample {
  readonly time: Date;
  readonly value: number;
}

const width = 960;
const height = 220;
const left = 44;
const bottom = 24;
const top = 8;

/** A line over the last minute, in SVG. */
export class Chart {
  readonly #output: HTMLOutputElement;
  readonly #svg: SVGSVGElement;

  constructor(figure: HTMLElement) {
    this.#output = find(figure, 'output');
    this.#svg = svg('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img' });
    figure.append(this.#svg);
    this.draw([]);
  }

  /** Draws the samples of the minute up to `now`. */
  draw(samples: readonly Sample[], now: number = Date.now(), seconds = 60): void {
    const most = roundUp(Math.max(1, ...samples.map(({ value }) => value)));
    const x = (time: number): number => left + (1 - (now - time) / 1000 / seconds) * (width - left);
    const y = (value: number): number => height - bottom - (value / most) * (height - bottom - top);

    const parts: SVGElement[] = [];
    for (let step = 0; step <= 4; step++) {
      const value = (most * step) / 4;
      parts.push(svg('line', { class: 'grid', x1: left, x2: width, y1: y(value), y2: y(value) }));
      parts.push(label(left - 8, y(value) + 4, 'end', String(value)));
    }
    for (let ago = 0; ago <= seconds; ago += 10) {
      const anchor = ago === 0 ? 'end' : ago === seconds ? 'start' : 'middle';
      parts.push(label(x(now - ago * 1000), height - 6, anchor, ago === 0 ? 'now' : `${ago} s`));
    }
    const line = samples.map(({ time, value }) => `${x(time.getTime()).toFixed(1)},${y(value).toFixed(1)}`).join(' ');
    const [first, last] = [samples[0], samples.at(-1)];
    if (first && last) {
      const [from, to, ground] = [x(first.time.getTime()), x(last.time.getTime()), y(0)];
      parts.push(svg('polygon', { class: 'area', points: `${from},${ground} ${line} ${to},${ground}` }));
      parts.push(svg('polyline', { class: 'curve', points: line }));
      this.#output.value = last.value.toFixed(0);
    }
    this.#svg.replaceChildren(...parts);
  }
}

/** The next number that four even steps lead to: 4, 20, 40, 80, 200, 400, … */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return ([0.4, 0.8, 2, 4, 8].find((step) => step * power >= value) ?? 20) * power;
}

const label = (x: number, y: number, anchor: string, text: string): SVGElement => {
  const element = svg('text', { x, y, 'text-anchor': anchor });
  element.textContent = text;
  return element;
};

function svg<Name extends keyof SVGElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string | number>>,
): SVGElementTagNameMap[Name] {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  return element;
}

/** An element that has to be there. */
export function find<Name extends keyof HTMLElementTagNameMap>(
  parent: ParentNode,
  name: Name,
): HTMLElementTagNameMap[Name] {
  const element = parent.querySelector(name);
  if (element === null) throw new Error(`the page has no <${name}>`);
  return element;
}
