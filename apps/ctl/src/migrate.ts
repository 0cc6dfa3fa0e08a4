import { runTask } from '@postroom/runtime';
import { migrateDatabase } from './migrate-database.ts';

await runTask({
  role: 'migrate',
  run: (config) => migrateDatabase(config, (line) => process.stdout.write(`${line}\n`)),
});
