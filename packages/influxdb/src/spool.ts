// A writer's lines on disk until the server has them: for Node, Deno and Bun.
export * from '@influxkit/write/spool';
