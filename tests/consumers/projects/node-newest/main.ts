import { work } from './work.ts';

const [surroundings = ''] = process.argv.slice(2);
console.log(JSON.stringify(await work(JSON.parse(surroundings))));
