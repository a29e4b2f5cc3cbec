/** A fixed piece of work of the kind that the code under test does: text made, read and looked through. */
function yardstick(): number {
  const text = JSON.stringify(
    Array.from({ length: 40_000 }, (_, index) => ({ id: `item-${index}`, at: [index, index / 7] })),
  );
  const items = JSON.parse(text) as { id: string; at: number[] }[];
  return items.reduce((sum, { id, at }) => sum + id.replace(/\d+$/, '').length + at.length, 0);
}

async function processorTime(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

let unit: Promise<number> | undefined;

/**
 * How much work something takes, as a multiple of a fixed piece of work: neither the speed of the machine nor what else
 * it does counts, so that a test can tell work that runs wild from work that is done on a slow day. A bound has to leave room
 * all the same, ten times what is needed: a processor that is shared does less in the same time. For a test that has its
 * process to itself, all of whose processor time counts.
 */
export async function effort(work: () => unknown): Promise<number> {
  // Twice, for the first is not compiled yet.
  unit ??= processorTime(yardstick).then(() => processorTime(yardstick));
  const one = await unit;
  return (await processorTime(work)) / one;
}
