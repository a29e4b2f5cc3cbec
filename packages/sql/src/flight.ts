export type { ConnectionOptions } from './flight/connection.js';
export type { FlightOptions, QueryFigures } from './flight/flight-options.js';
export { type FlightTransport, flightTransport } from './flight/flight-transport.js';
