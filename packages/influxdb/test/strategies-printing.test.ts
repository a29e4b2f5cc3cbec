import { printingSuite, SECRET } from '../../auth/test/suites/printing.js';
import { fromEnv } from '../src/auth.js';
import { fromEnvOrInfluxCli } from '../src/node.js';
import { world } from './strategies.js';

const env = { INFLUX_HOST: 'http://h', INFLUX_TOKEN: SECRET };

printingSuite(world, [
  ['fromEnv()', fromEnv({ env })],
  ['fromEnvOrInfluxCli()', await fromEnvOrInfluxCli({ env })],
]);
