import { describe, expect, expectTypeOf, it } from 'vitest';
import { createMessageBus } from './message-bus.ts';
import { busWorld } from './testing/bus-world.ts';

const bus = createMessageBus({
  greet: async (command: { readonly type: 'greet'; readonly name: string }) => command.name.length,
  fail: async (_: { readonly type: 'fail' }): Promise<string> => {
    throw new Error('no such luck');
  },
});

describe('the message bus', () => {
  it("answers with what the command's handler returns, typed as that", async () => {
    const answer = await bus.handle({ type: 'greet', name: 'Ada' });

    expectTypeOf(answer).toEqualTypeOf<number>();
    expect(answer).toBe(3);
  });

  it('hands on what the handler throws', async () => {
    await expect(bus.handle({ type: 'fail' })).rejects.toThrow('no such luck');
  });

  it('refuses an unknown command, in the compiler and when it runs', async () => {
    // @ts-expect-error there is no such command
    await expect(bus.handle({ type: 'dance' })).rejects.toThrow('no handler for command dance');
  });

  it('refuses what every object inherits', async () => {
    for (const type of ['constructor', 'toString', '__proto__']) {
      // @ts-expect-error there is no such command
      await expect(bus.handle({ type })).rejects.toThrow(`no handler for command ${type}`);
    }
  });

  it('refuses a wrong payload in the compiler', async () => {
    // @ts-expect-error a name is a text
    await expect(bus.handle({ type: 'greet', name: undefined })).rejects.toThrow();
    // @ts-expect-error a command says for whom it is
    await expect(busWorld().bus.handle({ type: 'cancel' })).rejects.toThrow();
  });
});
