import { expect, test } from 'vitest';
import { DeadlineError, withDeadline } from './deadline.ts';

const never = new Promise<never>(() => undefined);

test('what comes in time passes through', async () => {
  await expect(withDeadline(Promise.resolve(7), 1_000, 'counting')).resolves.toBe(7);
  const error = new Error('refused');
  await expect(withDeadline(Promise.reject(error), 1_000, 'asking')).rejects.toBe(error);
});

test('what does not come in time rejects and says what and after how long', async () => {
  const late = withDeadline(never, 5, 'publishing');

  await expect(late).rejects.toBeInstanceOf(DeadlineError);
  await expect(late).rejects.toMatchObject({
    message: 'publishing took longer than 5 ms',
    what: 'publishing',
    afterMs: 5,
  });
});
