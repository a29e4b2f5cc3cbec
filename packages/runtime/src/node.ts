export type { Transport } from './wire.js';
