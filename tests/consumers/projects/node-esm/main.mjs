import { work } from './work.mjs';

console.log(JSON.stringify(await work(JSON.parse(process.argv[2]))));
