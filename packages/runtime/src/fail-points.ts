/** Where a process is to kill itself: at the `count`-th time it comes past the point, from 1. */
export interface FailPoint {
  readonly name: string;
  readonly count: number;
}

export interface FailPoints {
  /**
   * The same function between two points, `<name>.before` and `<name>.after`; the latter only when
   * it succeeded. Where no fail points are given it is that very function.
   */
  around<Arguments extends readonly unknown[], Result>(
    name: string,
    act: (...given: Arguments) => Promise<Result>,
  ): (...given: Arguments) => Promise<Result>;
}

/**
 * Places where the fault campaign lets a process die as if by SIGKILL, between two steps that no
 * other process can tell apart. Inert unless `POSTROOM_FAIL_POINTS` names them.
 */
export const createFailPoints = (
  points: readonly FailPoint[],
  die: () => void = () => process.kill(process.pid, 'SIGKILL'),
): FailPoints => {
  if (points.length === 0) return { around: (_, act) => act };
  const visits = new Map<string, number>();
  const reach = (name: string): void => {
    const visit = (visits.get(name) ?? 0) + 1;
    visits.set(name, visit);
    if (points.some((point) => point.name === name && point.count === visit)) die();
  };
  return {
    around:
      (name, act) =>
      async (...given) => {
        reach(`${name}.before`);
        const result = await act(...given);
        reach(`${name}.after`);
        return result;
      },
  };
};
