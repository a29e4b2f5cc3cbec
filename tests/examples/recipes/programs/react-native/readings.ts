import { InfluxDB, type Writer } from '@influxkit/influxdb/core';
import { AppState } from 'react-native';

/** A writer for the life of the app. Its lines wait while there is no network, and go out before the app sleeps. */
export function startReadings(url: string, token: () => Promise<string>): Writer {
  const influx = new InfluxDB({ url, token, database: 'phones' });
  const writer = influx.writer(undefined, {
    flushInterval: 30_000, // the radio sleeps in between
    maxBufferBytes: 1024 * 1024,
    whenFull: 'drop-oldest',
    onInvalid: 'drop',
    retry: { maxTime: Number.POSITIVE_INFINITY, maxDelay: 60_000 },
    onError: (error) => console.warn(error.message),
  });
  AppState.addEventListener('change', (state) => {
    if (state === 'background') writer.flush().catch((error) => console.warn(error.message));
  });
  return writer;
}
