import { after, type NextRequest, NextResponse } from 'next/server';
import { influx } from '../../../influx.js';

export async function POST(request: NextRequest) {
  const { sensor, celsius } = (await request.json()) as { sensor: unknown; celsius: unknown };
  if (typeof sensor !== 'string' || typeof celsius !== 'number')
    return NextResponse.json({ message: 'a reading has a sensor and celsius' }, { status: 400 });

  const writer = influx().writer();
  writer.write({ measurement: 'temperature', tags: { sensor }, fields: { celsius } });
  // The response goes out first; the platform keeps the function alive until the writer is closed.
  after(async () => {
    const { errors } = await writer.closeSettled({ timeout: 10_000 });
    for (const error of errors) console.error(error.message);
  });
  return new NextResponse(null, { status: 202 });
}
