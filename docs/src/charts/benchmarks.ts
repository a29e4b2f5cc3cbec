import { cell, prose, table } from '../markdown.js';
import { draw } from './draw.js';
import { type Chart, chartOf, type ResultSection, type ResultTable, readResults } from './parse.js';

/** The results of all benchmarks as charts and tables, or how to get them. */
export function benchmarkCharts(): string {
  const results = readResults();
  if (results.size === 0) return 'No benchmark has been run here yet: `npm run bench` writes what this page shows.';
  return [...results].map(([name, section]) => sectionText(name, section)).join('\n\n');
}

function sectionText(name: string, section: ResultSection): string {
  const versions = Object.entries(section.versions).map(([competitor, version]) => `${competitor} ${version}`);
  return [
    `## ${prose(section.title)} {#${name}}`,
    prose(section.about),
    ...section.tables.map(tableText),
    `<p class="run">${prose(`npm run bench -- ${name}, ${section.date}, ${section.machine}; ${versions.join(', ')}.`)}</p>`,
  ].join('\n\n');
}

/** A table as it is drawn best: charts for numbers, marks for yes and no, and room for words. */
export function tableText(result: ResultTable): string {
  const heading = `### ${prose(result.title)}`;
  const chart = chartOf(result);
  if (chart === undefined)
    return isVerdicts(result)
      ? [heading, within('marks', tableOf(result, mark))].join('\n\n')
      : [heading, within('words', tableOf(result, cell))].join('\n\n');
  return [
    heading,
    `<p class="axis">${prose(axisOf(chart, result))}</p>`,
    draw(chart, result.title),
    '::: details The numbers',
    tableOf(result, cell),
    ':::',
  ].join('\n\n');
}

function tableOf({ columns, rows }: ResultTable, inCell: (text: string) => string): string {
  return table(
    columns.map(cell),
    rows.map((row) => row.map((text, index) => (index === 0 ? cell(text) : inCell(text)))),
  );
}

const within = (name: string, markdown: string): string => [`<div class="${name}">`, markdown, '</div>'].join('\n\n');

const isVerdicts = ({ rows }: ResultTable): boolean =>
  rows.every((row) => row.slice(1).every((text) => text === 'yes' || text === 'no'));

/** Marks that are seen at a glance, and read aloud as what they mean. */
const mark = (text: string): string =>
  `<span class="${text}" role="img" aria-label="${text}">${text === 'yes' ? '✓' : '✗'}</span>`;

function axisOf(chart: Chart, { columns }: ResultTable): string {
  if (chart.kind === 'bars') return barLabel(chart.label);
  const open = chart.series.some((series) => series.open !== undefined)
    ? '; an arrow is where one was stopped, and not asked for more'
    : '';
  return `${columns[0]}, from left to right; both scales are logarithmic${open}`;
}

/** Which way is better, where the column's name tells. */
function barLabel(label: string): string {
  if (/^(ratio of )?(s|seconds|ms|time|CPU|gzip|brotli|minified|memory|MB)\b(?!\/)/i.test(label))
    return `${label}; less is better`;
  return /ratio|\/s\b/.test(label) ? `${label}; more is better` : label;
}
