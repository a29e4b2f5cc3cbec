// The generator's command line in the script's own process: each process of its own would load the compiler anew.

/** Runs a command of the generator in the working folder; resolves to its exit code. */
export async function generator(args) {
  const { run } = await import('../packages/generator/bin/run.mjs');
  return run(args);
}
