import { main as v1 } from './v1.js';
import { main as v2 } from './v2.js';

const { argv } = process;
if (argv.includes('--v1')) await v1();
else await v2(argv.includes('--cloud') ? 'cloud-v2' : argv.includes('--serverless') ? 'cloud-serverless' : 'oss-v2');
