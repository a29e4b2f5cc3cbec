export * from './generated/data/index.js';
