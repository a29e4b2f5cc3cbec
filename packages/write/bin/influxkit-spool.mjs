#!/usr/bin/env node
import { runSpoolCommand } from '../dist/spool.mjs';

process.exitCode = await runSpoolCommand(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  error: (text) => process.stderr.write(text),
});
