import { work } from './work.cjs';

work(JSON.parse(process.argv[2] ?? '')).then((report) => console.log(JSON.stringify(report)));
