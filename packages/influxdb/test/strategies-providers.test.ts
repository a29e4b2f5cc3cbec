import { providersSuite } from '../../auth/test/suites/providers.js';
import { world } from './strategies.js';

providersSuite(world);
