import type { FlightChoice, HttpChoice } from './flight-choice.js';

/** Nothing of Arrow Flight: for pages and workers, which have no HTTP/2 of their own. */
export const flightFor: FlightChoice | undefined = undefined;

/** Nothing but the platform's fetch. */
export const httpFor: HttpChoice | undefined = undefined;
