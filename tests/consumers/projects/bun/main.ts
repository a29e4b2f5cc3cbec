import { queryOverFlight } from './flight.ts';
import { work } from './work.ts';

const [surroundings = '', flight = ''] = process.argv.slice(2);
const report = await work(JSON.parse(surroundings));
console.log(JSON.stringify({ ...report, flight: await queryOverFlight(flight) }));
