import { Chart, find } from './chart.js';
import { measure } from './measure.js';
import { connect, type Settings } from './store.js';

const form = find(document, 'form');
const button = find(form, 'button');
const status = byId('status');
const charts = { fps: new Chart(byId('fps')), pointer: new Chart(byId('pointer')) };
let stop: (() => Promise<void>) | undefined;

// `?url=…&db=…` fills the form. A token is typed in: addresses end up in histories and logs.
for (const [name, value] of new URLSearchParams(location.search)) {
  const input = form.elements.namedItem(name);
  if (input instanceof HTMLInputElement && name !== 'token') input.value = value;
}

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  button.disabled = true;
  if (stop) await stop();
  else start(Object.fromEntries(new FormData(form)) as unknown as Settings);
  button.textContent = stop ? 'Stop' : 'Start';
  button.disabled = false;
});

function start(settings: Settings): void {
  const show = (error: unknown): void => {
    status.textContent = error instanceof Error ? error.message : String(error);
  };
  const store = connect(settings, show);
  const endMeasuring = measure(store.write);
  status.textContent = 'Connecting…';

  let isOver = false;
  const draw = async (): Promise<void> => {
    try {
      const readings = await store.lastMinute();
      if (isOver) return;
      for (const name of ['fps', 'pointer'] as const) {
        charts[name].draw(readings.map((reading) => ({ time: reading.time, value: reading[name] })));
      }
      if (readings.length > 0) status.textContent = `${readings.length} points of the last minute are stored.`;
    } catch (error) {
      if (isOver) return;
      show(error);
    }
    setTimeout(draw, 500);
  };
  void draw();

  stop = async () => {
    isOver = true;
    stop = undefined;
    endMeasuring();
    status.textContent = `Stopped; ${await store.close()} points are stored.`;
  };
}

function byId(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`the page has no #${id}`);
  return element;
}
