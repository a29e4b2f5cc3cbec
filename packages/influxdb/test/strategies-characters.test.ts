import { charactersSuite } from '../../auth/test/suites/characters.js';
import { world } from './strategies.js';

charactersSuite(world);
