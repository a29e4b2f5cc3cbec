import type { FlightChoice } from './flight-choice.js';

/** Nothing of Arrow Flight: for pages and workers, which have no HTTP/2 of their own. */
export const flightFor: FlightChoice | undefined = undefined;
