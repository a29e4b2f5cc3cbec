import { world } from './strategies.js';
import { originsSuite } from './suites/origins.js';

originsSuite(world);
