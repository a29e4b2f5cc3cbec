import { originsSuite } from '../../auth/test/suites/origins.js';
import { world } from './strategies.js';

originsSuite(world);
