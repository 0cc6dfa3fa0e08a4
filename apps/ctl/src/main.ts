import { runCtl } from './run-ctl.ts';

process.exitCode = await runCtl(process.argv.slice(2), {
  env: process.env,
  say: (line) => void process.stdout.write(`${line}\n`),
  complain: (line) => void process.stderr.write(`${line}\n`),
});
