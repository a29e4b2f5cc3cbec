export * from './generated/management/index.js';
