import type { UserConfig } from 'tsdown';
import { library } from '../../tsdown.shared.ts';

const config: UserConfig = {
  ...library('src/index.ts', 'src/node.ts'),
  deps: { skipNodeModulesBundle: true, neverBundle: [/^node:/] },
};

export default config;
