// What the modules that this package emits import.
export * from './data.js';
export * from './responses.js';
