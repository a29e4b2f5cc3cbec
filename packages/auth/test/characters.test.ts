import { world } from './strategies.js';
import { charactersSuite } from './suites/characters.js';

charactersSuite(world);
