#!/usr/bin/env node
import { runDemoCommand } from '../dist/demo.mjs';

process.exitCode = await runDemoCommand(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  error: (text) => process.stderr.write(text),
  untilInterrupted: () => new Promise((resolve) => process.once('SIGINT', resolve).once('SIGTERM', resolve)),
});
