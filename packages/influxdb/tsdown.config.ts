import { library } from '../../tsdown.shared.ts';

export default library('src/index.ts', 'src/oss-v2.ts', 'src/cloud-v2.ts', 'src/cloud-serverless.ts', 'src/node.ts');
