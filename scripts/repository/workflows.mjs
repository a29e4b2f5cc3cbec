// What CI runs on GitHub is what `.ci/run` runs, and what a workflow calls is there.

/** Steps that only the script has: it brings its machine along, and the facts it compares with stand nowhere else. */
const ONLY_SCRIPT = ['debian', 'parity'];

/** Steps that need no installed packages, and are a job of their own. */
const OWN_JOB = ['workflows'];

/** Minutes that all steps may take together, on two cores. */
const MINUTES = 40;

/** Name, share in minutes and command of each `step` of the script, in order. */
const stepsOf = (script) =>
  [...script.matchAll(/^\s*(?:\[.*\] && |if )?step (\w+) ([\d.]+) ([^;\n]+)/gm)].map(([, name, share, command]) => ({
    name,
    share: Number(share),
    command: command.trim(),
  }));

const runsOf = (workflow) => [...workflow.matchAll(/^\s*(?:- )?run: (.+)$/gm)].map(([, command]) => command.trim());

/** The job that repeats the script: what other systems run of it is for the workflow to say. */
const jobOf = (workflow) => /^ {2}test:\n(?: {4}.*\n|\n)*/m.exec(workflow.replaceAll('\r\n', '\n'))?.[0] ?? '';

/** Where the workflow and the script differ, and where the script gives its steps more time than there is. */
export function ciProblems(script, workflow) {
  const problems = [];
  const steps = stepsOf(script);
  const wanted = steps
    .filter(({ name }) => !ONLY_SCRIPT.includes(name) && !OWN_JOB.includes(name))
    .map(({ command }) => command);
  const found = runsOf(jobOf(workflow)).filter((command) => /^npm (ci$|test$|run )/.test(command));
  if (JSON.stringify(wanted) !== JSON.stringify(found))
    problems.push(`ci.yml: runs ${found.join(', ') || 'nothing'}, but .ci/run runs ${wanted.join(', ')}`);
  for (const { name, command } of steps)
    if (OWN_JOB.includes(name) && !runsOf(workflow).includes(command))
      problems.push(`ci.yml: has no job that runs ${command}, as .ci/run does`);
  const minutes = steps.reduce((sum, { share }) => sum + share, 0);
  if (minutes > MINUTES) problems.push(`.ci/run: its steps have ${minutes} minutes together, and ${MINUTES} is all`);
  return problems;
}

/** Scripts of npm that a workflow calls and package.json does not have. */
export const missingScripts = (workflow, { scripts }) =>
  [...workflow.matchAll(/\bnpm run ([\w:-]+)/g)].map(([, name]) => name).filter((name) => !(name in scripts));
