export * from './generated/cloud/index.js';
