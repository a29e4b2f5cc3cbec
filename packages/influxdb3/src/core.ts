export * from './generated/core/index.js';
