import type { UserConfig } from 'tsdown';
import { library } from '../../tsdown.shared.ts';

const config: UserConfig = {
  ...library('src/index.ts', 'src/flight.ts'),
  // the entry for Flight alone imports Node's modules
  deps: { skipNodeModulesBundle: true, neverBundle: [/^node:/] },
};

export default config;
