declare module 'influx-line-protocol-parser' {
  const lineToJson: (line: string) => unknown;
  export default lineToJson;
}

declare module '@akayami/influxdb-line-protocol' {
  const library: { parse: new (line: string) => unknown };
  export default library;
}
