import { work } from './work.mjs';

work(JSON.parse(process.argv[2] ?? '')).then((report) => console.log(JSON.stringify(report)));
