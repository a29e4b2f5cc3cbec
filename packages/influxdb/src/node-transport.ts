// Requests through undici, which the program installs: a proxy, certificates, connections. For Node.
export * from '@influxkit/runtime/node';
