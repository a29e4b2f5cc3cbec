import type { UserConfig } from 'tsdown';
import { library } from '../../tsdown.shared.ts';
import { trimOpenapiFetch } from './build/trim-openapi-fetch.ts';

const config: UserConfig = {
  ...library('src/index.ts', 'src/node.ts'),
  // It comes along in our own files, for only so can what is never called be left out. Its types stay its own.
  deps: {
    alwaysBundle: (id, importer) => id === 'openapi-fetch' && !/\.d\.[mc]?ts$/.test(importer ?? ''),
    neverBundle: [/^node:/],
  },
  plugins: [trimOpenapiFetch()],
};

export default config;
