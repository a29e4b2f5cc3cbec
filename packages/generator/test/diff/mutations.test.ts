import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { every } from '../../../../tests/tools/src/scope.js';
import type { OpenApiDocument } from '../../src/contract/document/openapi.js';
import { loadContract } from '../../src/contract/load/load-contract.js';
import { type ChangeSeverity, strictest } from '../../src/lifecycle/diff/change.js';
import { severityOf } from '../../src/lifecycle/diff/rules.js';
import { diffStructure, type Reached } from '../../src/lifecycle/diff/structure/diff-structure.js';
import { type Mutation, mutations, type Site } from './mutations.js';
import { Random } from './random.js';
import { sitesOf } from './sites.js';

const project = fileURLToPath(new URL('../../../../', import.meta.url));
/** Times that each mutation is tried at each contract, at places chosen by the seed. */
const tries = 2;
const seed = 20_261_120;

function expected({ request, response }: Mutation, { ways }: Site): ChangeSeverity {
  const severities = [...ways].map((way) => (way === 'request' ? request : response));
  const found = strictest(severities.length === 0 ? [request, response] : severities);
  if (found === 'none') throw new Error('A mutation has no severity.');
  return found;
}

/** Whether a finding stands at the mutated place, or at what it is in or what is in it. */
function isNear(finding: Reached, site: Site): boolean {
  return finding.pointer
    .split('&')
    .some((pointer) => pointer.startsWith(site.pointer) || site.pointer.startsWith(pointer));
}

const tried = every(5, mutations);

describe.each(every(3, ['oss-v2', 'cloud-v2', 'cloud-serverless']))(
  'each mutation of %s is found, with its severity',
  (product) => {
    let text: string;
    let old: OpenApiDocument;
    let done = 0;

    beforeAll(async () => {
      const contract = await loadContract(`openapi/${product}/openapi.yaml`, {
        baseDir: project,
        refRoot: `${project}openapi`,
      });
      text = JSON.stringify(contract.document);
      old = contract.document;
    });

    test('and nothing is found where nothing was mutated', () => {
      expect(diffStructure({ document: old }, { document: JSON.parse(text) })).toEqual([]);
    });

    test.each(tried)('$name', (mutation) => {
      const random = new Random(seed + mutations.indexOf(mutation));
      for (let round = 0; round < tries; round += 1) {
        const mutant = JSON.parse(text) as OpenApiDocument;
        const places = sitesOf(mutant)[mutation.at].filter(mutation.fits);
        if (places.length === 0) break;
        const site = random.pick(places);
        mutation.mutate(site);
        const findings = diffStructure({ document: old }, { document: mutant });
        const shown = findings
          .map(({ rule, pointer, message }) => `${severityOf(rule)} ${rule} ${pointer} ${message}`)
          .join('\n');
        const severity = strictest(findings.map(({ rule }) => severityOf(rule)));
        expect(severity, `${mutation.name} at ${site.pointer} (${[...site.ways].join()})\n${shown}`).toBe(
          expected(mutation, site),
        );
        expect(
          findings.some((finding) => isNear(finding, site)),
          `${mutation.name} at ${site.pointer}\n${shown}`,
        ).toBe(true);
        done += 1;
      }
    });

    test('and there were enough of them', () => {
      // Two of each, but for those that a contract has no place for.
      expect(done).toBeGreaterThan(tried.length);
    });
  },
);
