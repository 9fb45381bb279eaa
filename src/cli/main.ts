#!/usr/bin/env node
import { commandLine } from "./command-line";

const streams = {
  out: (text: string) => process.stdout.write(`${text}\n`),
  error: (text: string) => process.stderr.write(`${text}\n`),
};

void commandLine(process.argv.slice(2), streams).then((exitCode) => {
  process.exitCode = exitCode;
});
