import { work } from './work.ts';

export default {
  async fetch(request: Request): Promise<Response> {
    try {
      return Response.json(await work(await request.json()));
    } catch (error) {
      return new Response(error instanceof Error ? error.stack : String(error), { status: 500 });
    }
  },
};
