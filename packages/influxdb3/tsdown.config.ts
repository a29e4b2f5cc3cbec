import { library } from '../../tsdown.shared.ts';

export default library('src/core.ts', 'src/enterprise.ts', 'src/cloud.ts', 'src/management.ts', 'src/data.ts');
