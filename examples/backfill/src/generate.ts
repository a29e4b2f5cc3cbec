import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Readings of 50 sensors, a minute apart, ending now: numbers as an office makes them over a day. */
export async function generate(path: string, rows: number): Promise<void> {
  const sensors = 50;
  const file = createWriteStream(path);
  file.write('time,sensor,room,temperature,humidity,battery\n');
  const last = Math.floor(Date.now() / 60_000) * 60;
  const minutes = Math.ceil(rows / sensors);
  for (let row = 0; row < rows; row++) {
    const sensor = row % sensors;
    const time = last - (minutes - 1 - Math.floor(row / sensors)) * 60;
    const day = Math.sin((time / 86_400) * 2 * Math.PI);
    const temperature = (20 + 3 * day + (sensor % 7) / 2 + Math.random() / 4).toFixed(2);
    const humidity = (45 - 8 * day + (sensor % 5) + Math.random()).toFixed(1);
    const battery = 100 - Math.floor((100 * row) / rows / 2);
    const line = `${time},s${sensor},room-${sensor % 12},${temperature},${humidity},${battery}\n`;
    if (!file.write(line)) await once(file, 'drain');
  }
  file.end();
  await once(file, 'close');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const rows = Number(process.argv[2] ?? 1_000_000);
  await generate('readings.csv', rows);
  console.log(`readings.csv: ${rows} rows`);
}
