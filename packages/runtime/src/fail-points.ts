/** Where a process is to kill itself. */
export interface FailPoint {
  readonly name: string;
  /** The visit, from 1; or the notification over which it dies at every visit. */
  readonly at: number | string;
}

export interface FailPoints {
  /**
   * The same function between two points, `<name>.before` and `<name>.after`; the latter only when
   * it succeeded. Where no fail points are given it is that very function.
   * @param idOf names the notification it is about; without it only visits count.
   */
  around<Arguments extends readonly unknown[], Result>(
    name: string,
    act: (...given: Arguments) => Promise<Result>,
    idOf?: (...given: Arguments) => string,
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
  const reach = (name: string, id: string | undefined): void => {
    const visit = (visits.get(name) ?? 0) + 1;
    visits.set(name, visit);
    if (points.some((point) => point.name === name && [visit, id].includes(point.at))) die();
  };
  return {
    around:
      (name, act, idOf) =>
      async (...given) => {
        const id = idOf?.(...given);
        reach(`${name}.before`, id);
        const result = await act(...given);
        reach(`${name}.after`, id);
        return result;
      },
  };
};
