// What an HTTP status stands for.

/** Whether a status stands for success. */
export const isSuccess = (status: number): boolean => status >= 200 && status < 300;

/** Whether a status points to another address. 304 says that what the caller has is still good. */
export const isRedirect = (status: number): boolean => status > 300 && status < 400 && status !== 304;

/** Whether a response of this status never has a body, whatever its headers say. */
export const isBodiless = (status: number): boolean => status === 204 || status === 205 || status === 304;

/**
 * Statuses of failures that may pass by themselves: a request that came too slowly, a limit, a gateway without its server.
 * Neither 500, which is often about the request, nor 501.
 */
export const RETRYABLE_STATUSES: readonly number[] = [408, 429, 502, 503, 504];
