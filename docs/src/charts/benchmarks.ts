import { cell, prose, table } from '../markdown.js';
import { chartOf, type ResultSection, type ResultTable, readResults } from './parse.js';
import { svg } from './svg.js';

/** The results of all benchmarks as charts and tables, or how to get them. */
export function benchmarkCharts(): string {
  const results = readResults();
  if (results.size === 0) return 'No benchmark has been run here yet: `npm run bench` writes what this page shows.';
  return [...results].map(([name, section]) => sectionText(name, section)).join('\n\n');
}

function sectionText(name: string, section: ResultSection): string {
  const versions = Object.entries(section.versions).map(([peer, version]) => `${peer} ${version}`);
  return [
    `## ${prose(section.title)} {#${name}}`,
    prose(section.about),
    ...section.tables.map(tableText),
    `<small>${prose(`npm run bench -- ${name}, ${section.date}, ${section.machine}; ${versions.join(', ')}.`)}</small>`,
  ].join('\n\n');
}

function tableText(result: ResultTable): string {
  const chart = chartOf(result);
  const head = result.columns.map(cell);
  const numbers = table(
    head,
    result.rows.map((row) => row.map(cell)),
  );
  const heading = `### ${prose(result.title)}`;
  if (chart === undefined) return [heading, numbers].join('\n\n');
  const axis = chart.kind === 'bars' ? barLabel(chart.label) : `${result.columns[0]}, across; on a logarithmic scale`;
  return [
    heading,
    `<p class="axis">${prose(axis)}</p>`,
    svg(chart, result.title),
    '::: details The numbers',
    numbers,
    ':::',
  ].join('\n\n');
}

/** Which way is better, where the column's name tells. */
function barLabel(label: string): string {
  if (/^ratio(?! of time)|\/s\b/.test(label)) return `${label}; more is better`;
  return /^(ratio of )?(s|seconds|ms|time|CPU|gzip|brotli|minified|memory|MB)\b/i.test(label)
    ? `${label}; less is better`
    : label;
}
