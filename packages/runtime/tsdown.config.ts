import type { UserConfig } from 'tsdown';
import { library } from '../../tsdown.shared.ts';
import { trimOpenapiFetch } from './build/trim-openapi-fetch.ts';

const shared = library('src/index.ts', 'src/internal.ts', 'src/node.ts');

const config: UserConfig = {
  ...shared,
  // It comes along in our own files, types too, for only so can what is never used be left out: a type of its that
  // nobody needs costs a compiler that checks declarations as much as a whole client does.
  deps: {
    alwaysBundle: ['openapi-fetch', 'openapi-typescript-helpers', 'eventsource-parser'],
    neverBundle: [/^node:/],
  },
  plugins: [shared.plugins, trimOpenapiFetch()],
};

export default config;
