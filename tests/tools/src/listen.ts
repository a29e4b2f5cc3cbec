export { type Listening, listen } from '../../../packages/testing/src/listen.js';
