import { work } from './work.ts';

// The page calls it; nothing else of a bundle can be reached from there.
Object.assign(globalThis, { work });
