import { defineMeasurement, type PreparedPoint } from '@influxkit/influxdb';

const readings = defineMeasurement('reading', {
  tags: ['sensor', 'room'],
  fields: { temperature: 'float', humidity: 'float', battery: 'int' },
});

/** A point for each record; one that is not a reading fails with its place. */
export async function* points(records: AsyncIterable<readonly string[]>): AsyncGenerator<PreparedPoint> {
  let line = 1;
  for await (const [time, sensor, room, temperature, humidity, battery] of records) {
    line++;
    if (!time || !sensor || !room || !temperature || !humidity || !battery) {
      throw new Error(`line ${line}: a reading has a time, a sensor, a room and three numbers`);
    }
    yield readings.point({
      sensor,
      room,
      temperature: Number(temperature),
      humidity: Number(humidity),
      battery: Number(battery),
      time: Number(time),
    });
  }
}
