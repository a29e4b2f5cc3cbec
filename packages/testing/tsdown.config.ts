import type { UserConfig } from 'tsdown';
import { library } from '../../tsdown.shared.ts';

const config: UserConfig = {
  ...library('src/index.ts'),
  deps: { skipNodeModulesBundle: true, neverBundle: [/^node:/] },
};

export default config;
