import { runRole } from '@postroom/runtime';
import { start } from './start.ts';

await runRole({ role: 'all', start });
