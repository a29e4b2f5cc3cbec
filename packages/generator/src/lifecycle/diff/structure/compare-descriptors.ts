import type { MediaTypes, Pagination } from '@influxkit/runtime';
import { canonical } from '../../../base/json.js';
import type { ComparedDescriptor } from '../contract-view.js';
import type { ComparedOperation } from './compare-operations.js';
import { code } from './compared-node.js';
import type { Report } from './traversal.js';

/** Compares what the generated clients make of an operation: its name, how it pages, how bodies are coded. */
export function compareDescriptors(
  report: Report,
  old: ComparedDescriptor,
  now: ComparedDescriptor,
  { pointer }: ComparedOperation,
): void {
  const at = { pointer };
  if (old.name !== now.name) {
    report.find('method-renamed', 'none', at, `${code(old.name)} is called ${code(now.name)} now`);
  }
  comparePages(report, old.page, now.page, at);
  compareCodecs(report, old.body, now.body, at, 'request');
  compareCodecs(report, old.response, now.response, at, 'response');
  if (old.idempotent !== now.idempotent) {
    const message = now.idempotent === true ? 'is retried now' : 'is retried only as HTTP says of its method';
    report.find('idempotency-changed', 'none', at, message);
  }
}

function comparePages(
  report: Report,
  old: Pagination | undefined,
  now: Pagination | undefined,
  at: { readonly pointer: string },
): void {
  if (old === undefined && now === undefined) return;
  if (old === undefined) report.find('pagination-added', 'response', at, '`paginate` takes it now');
  else if (now === undefined) report.find('pagination-removed', 'response', at, '`paginate` no longer takes it');
  else if (old.items !== now.items) {
    report.find(
      'pagination-items-changed',
      'response',
      at,
      `\`paginate\` yields ${code(now.items)}, it was ${code(old.items)}`,
    );
  } else if (canonical({ ...old }) !== canonical({ ...now })) {
    report.find('pagination-changed', 'request', at, 'pages are asked for in another way');
  }
}

function compareCodecs(
  report: Report,
  old: MediaTypes | undefined,
  now: MediaTypes | undefined,
  at: { readonly pointer: string },
  direction: 'request' | 'response',
): void {
  for (const [type, codec] of Object.entries(old ?? {})) {
    const is = now && Object.hasOwn(now, type) ? now[type] : undefined;
    if (is === undefined || is === codec) continue;
    const what = direction === 'request' ? 'body' : 'response';
    report.find(
      `${direction}-codec-changed`,
      direction,
      at,
      `the ${what} of ${code(type)} is ${code(is)}, it was ${code(codec)}`,
    );
  }
}
