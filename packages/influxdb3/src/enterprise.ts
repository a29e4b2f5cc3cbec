export * from './generated/enterprise/index.js';
