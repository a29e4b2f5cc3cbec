// What CI runs on GitHub is what `.ci/run` runs, and what a workflow calls is there.

/** Steps that only the script has: it brings its machine along, and the facts it compares with stand nowhere else. */
const ONLY_SCRIPT = ['debian', 'parity'];

/** npm's own commands in a script: name and arguments of each `step`, in order. */
const stepsOf = (script) =>
  [...script.matchAll(/^\s*(?:\[.*\] && |if )?step (\w+) ([^;\n]+)/gm)]
    .filter(([, name]) => !ONLY_SCRIPT.includes(name))
    .map(([, , command]) => command.trim());

const runsOf = (workflow) => [...workflow.matchAll(/^\s*(?:- )?run: (.+)$/gm)].map(([, command]) => command.trim());

/** The job that repeats the script: what other systems run of it is for the workflow to say. */
const jobOf = (workflow) => /^ {2}test:\n(?: {4}.*\n|\n)*/m.exec(workflow.replaceAll('\r\n', '\n'))?.[0] ?? '';

/** Where the workflow and the script differ. */
export function ciProblems(script, workflow) {
  const wanted = stepsOf(script);
  const found = runsOf(jobOf(workflow)).filter((command) => /^npm (ci$|test$|run )/.test(command));
  return JSON.stringify(wanted) === JSON.stringify(found)
    ? []
    : [`ci.yml: runs ${found.join(', ') || 'nothing'}, but .ci/run runs ${wanted.join(', ')}`];
}

/** Scripts of npm that a workflow calls and package.json does not have. */
export const missingScripts = (workflow, { scripts }) =>
  [...workflow.matchAll(/\bnpm run ([\w:-]+)/g)].map(([, name]) => name).filter((name) => !(name in scripts));
