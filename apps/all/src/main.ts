import { HomeInUse } from '@postroom/local';
import { runRole } from '@postroom/runtime';
import { start } from './start.ts';

await runRole({ role: 'all', start, isRefusal: (error) => error instanceof HomeInUse });
