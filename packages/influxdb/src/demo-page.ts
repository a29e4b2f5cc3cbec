/** The page of the demonstration: a chart that reads `/data` each second, and the program behind it. */
export const demoPage = (): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>influxkit demo</title>
<link rel="icon" href="data:,">
<style>
  :root { color-scheme: light dark; }
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
  svg { width: 100%; height: auto; border: 1px solid #8884; border-radius: 6px; }
  polyline { fill: none; stroke-width: 2; vector-effect: non-scaling-stroke; }
  polyline.A { stroke: #2a78d6; } polyline.B { stroke: #eb6834; }
  text { font: 12px system-ui, sans-serif; } text.A { fill: #2a78d6; } text.B { fill: #eb6834; } .axis { fill: #888; }
  @media (max-width: 600px) { text { font-size: 24px; } }
  pre { background: #8881; padding: 1rem; border-radius: 6px; overflow: auto; }
</style>
<h1>influxkit demo</h1>
<p>Speed of two motors in revolutions a minute. A writer sends points to a fake InfluxDB in the process that serves this page, and a
query in Flux reads the last two minutes. <span id="state">Reading …</span></p>
<svg viewBox="0 0 800 300" role="img" aria-label="Speed of motors A and B over the last two minutes"><g id="chart"></g></svg>
<p>The program:</p>
<pre>import { flux, InfluxDB, Point } from '@influxkit/influxdb/oss-v2';

const influx = new InfluxDB({ url, token, org: 'demo', bucket: 'factory' });

await using writer = influx.writer();
writer.write(new Point('motor').tag('line', 'A').floatField('rpm', 1480.5));

const rows = influx.query.rows(flux\`
  from(bucket: "factory")
    |&gt; range(start: -2m)
    |&gt; filter(fn: (r) =&gt; r._measurement == "motor" and r._field == "rpm")\`);
for await (const { _time, _value, line } of rows) console.log(_time, line, _value);</pre>
<script type="module">
const chart = document.getElementById('chart');
const state = document.getElementById('state');
const draw = (points) => {
  const values = points.map(({ rpm }) => rpm);
  const [low, high] = [Math.min(...values) - 10, Math.max(...values) + 10];
  const end = Math.max(...points.map(({ time }) => time));
  const x = (time) => 70 + 680 * (1 - (end - time) / 120000);
  const y = (rpm) => 270 - 240 * ((rpm - low) / (high - low));
  const part = (line) => {
    const own = points.filter((point) => point.line === line).sort((one, other) => one.time - other.time);
    const places = own.map(({ time, rpm }) => x(time).toFixed(1) + ',' + y(rpm).toFixed(1)).join(' ');
    const last = own.at(-1);
    return last === undefined ? '' : '<polyline class="' + line + '" points="' + places + '"/><text class="' + line + '" x="760" y="' + y(last.rpm) + '">' + line + '</text>';
  };
  const label = (rpm) => '<text class="axis" x="8" y="' + (y(rpm) + 4) + '">' + Math.round(rpm) + '</text>';
  chart.innerHTML = label(low + 10) + label(high - 10) + part('A') + part('B') + '<text class="axis" x="70" y="292">2 minutes ago</text><text class="axis" x="750" y="292" text-anchor="end">now</text>';
  state.textContent = points.length + ' rows; the newest ' + new Date(end).toLocaleTimeString() + '.';
};
const read = async () => {
  try {
    draw(await (await fetch('/data')).json());
  } catch {
    state.textContent = 'The demo has ended: start it again in the terminal.';
  }
};
await read();
setInterval(read, 1000);
</script>
</html>
`;
