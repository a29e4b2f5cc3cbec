import type { UserConfig } from 'tsdown';
import { library } from '../../tsdown.shared.ts';

const config: UserConfig = {
  ...library(
    'src/index.ts',
    'src/oss-v2.ts',
    'src/cloud-v2.ts',
    'src/cloud-serverless.ts',
    'src/core.ts',
    'src/enterprise.ts',
    'src/cloud.ts',
    'src/dedicated.ts',
    'src/clustered.ts',
    'src/v1.ts',
    'src/auth.ts',
    'src/node.ts',
  ),
  deps: { skipNodeModulesBundle: true, neverBundle: [/^node:/] },
};

export default config;
