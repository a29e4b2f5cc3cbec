import { bars } from './bars.js';
import { asHtml } from './html.js';
import { lines } from './lines.js';
import type { Chart } from './parse.js';

/** A chart as HTML in the page's own colours, which follow its light and its dark dress. */
export function draw(chart: Chart, title: string): string {
  const body = chart.kind === 'bars' ? bars(chart.bars) : lines(chart, title);
  // On one line: an empty one would end the HTML in Markdown's eyes.
  return `<figure class="chart" aria-label="${asHtml(title)}">${body}</figure>`;
}
