import { type FakeFlight, recordedFlight, replayFlight, startFakeFlight } from '@influxkit/test-tools';

/** Messages of a result that is larger than the windows of a connection: 9 MB. */
const MANY = 20_000;

/** Starts a server of Arrow Flight for `queryOverFlight`, which sends what a real Core was recorded with. */
export const startFlightForConsumers = (): Promise<FakeFlight> => {
  const recorded = recordedFlight('midstream-error');
  const [schema, ...batches] = recorded.messages;
  const [batch] = batches;
  if (schema === undefined || batch === undefined) throw new Error('the recording has no batches');
  return startFakeFlight(async (call) => {
    const { ticket } = call;
    if (ticket.includes('nothing')) return;
    if (ticket.includes('failure')) return replayFlight(call, recorded);
    await call.send(schema);
    if (ticket.includes('many')) for (let sent = 0; sent < MANY; sent += 1) await call.send(batch);
    else for (const each of batches) await call.send(each);
    call.end();
  });
};
