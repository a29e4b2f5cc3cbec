import { work } from './work.ts';

const [surroundings = ''] = Deno.args;
console.log(JSON.stringify(await work(JSON.parse(surroundings))));
