import { expect, test } from 'vitest';
import { createTurns } from './turns.ts';

test('no more than the limit go at a time, and those who wait go in order', async () => {
  const takeTurn = createTurns(2);
  const began: string[] = [];
  const enter = async (name: string) => {
    const end = await takeTurn();
    began.push(name);
    return end;
  };

  const [endFirst] = await Promise.all([enter('first'), enter('second')]);
  const third = enter('third');
  const fourth = enter('fourth');
  expect(began).toEqual(['first', 'second']);

  endFirst();
  const endThird = await third;
  expect(began).toEqual(['first', 'second', 'third']);

  endThird();
  await fourth;
  expect(began).toEqual(['first', 'second', 'third', 'fourth']);
});

test('a turn that is ended twice lets one other in, not two', async () => {
  const takeTurn = createTurns(1);
  const end = await takeTurn();
  const second = takeTurn();
  let isThirdIn = false;
  const third = takeTurn().then((endThird) => {
    isThirdIn = true;
    return endThird;
  });

  end();
  end();
  const endSecond = await second;
  expect(isThirdIn).toBe(false);

  endSecond();
  (await third)();
  expect(isThirdIn).toBe(true);
});
