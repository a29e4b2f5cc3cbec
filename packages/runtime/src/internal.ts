// What the published packages beside this one need of `@influxkit/internal` as well. Their builds import it from here, see
// `tsdown.shared.ts`, so that a program has one copy of it. No program imports it by itself, and no page describes it. Older
// releases of those packages import it, too: within a minor version of this package nothing of it goes or changes.
export * from '@influxkit/internal/abort';
export * from '@influxkit/internal/backoff';
export * from '@influxkit/internal/call-site';
export * from '@influxkit/internal/clock';
export * from '@influxkit/internal/concat-bytes';
export * from '@influxkit/internal/error-body';
export * from '@influxkit/internal/message';
export * from '@influxkit/internal/status';
export * from '@influxkit/internal/stream-of-reader';
export * from '@influxkit/internal/timers';
