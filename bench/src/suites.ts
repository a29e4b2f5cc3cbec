import type { Suite } from './harness/suite.js';
import { encode } from './line-protocol.js';
import { parse } from './line-protocol-parse.js';

/** All suites, by the name that `npm run bench -- <name>` takes. */
export const suites: readonly Suite[] = [encode, parse];
