import { type AuthStrategy, defineAuth } from './strategy.js';

/**
 * No credentials: for servers that ask for none. As a part of `combineAuth` it lets calls go that nothing else fits,
 * for the server to decide.
 */
export const anonymous = (): AuthStrategy => defineAuth([], (request, next) => next(request));
