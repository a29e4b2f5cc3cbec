import uPlot from 'uplot';

const shown = 600;
const times: number[] = [];
const values: number[] = [];

const chart = new uPlot(
  { width: 800, height: 300, ms: 1, series: [{}, { label: 'rpm', stroke: '#1f6f5c' }] },
  [times, values],
  document.querySelector<HTMLElement>('#chart') ?? document.body,
);

async function refresh(): Promise<void> {
  const status = document.querySelector('#status');
  try {
    // Only what is new.
    const response = await fetch(`/api/rpm?after=${times.at(-1) ?? Date.now() - 60_000}`);
    if (!response.ok) throw new Error(`the server responded with ${response.status}`);
    const [newTimes, newValues] = (await response.json()) as [number[], number[]];
    times.push(...newTimes);
    values.push(...newValues);
    times.splice(0, times.length - shown);
    values.splice(0, values.length - shown);
    chart.setData([times, values]);
    if (status) status.textContent = values.length === 0 ? 'no points yet' : `${values.at(-1)} rpm`;
  } catch (error) {
    if (status) status.textContent = error instanceof Error ? error.message : String(error);
  } finally {
    // The next begins when this one has ended: a slow server does not pile up requests.
    setTimeout(refresh, document.hidden ? 30_000 : 1_000);
  }
}
refresh();
