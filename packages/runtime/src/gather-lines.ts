export interface Lines {
  /** An urgent line is handed on before this returns, and with it all before it. */
  write(line: string, options?: { readonly isUrgent: boolean }): void;
  /** Hands on what waits; false when not everything could be. */
  flush(): boolean;
}

export interface GatherOptions {
  /** Takes lines; false when it takes none now. Must not throw. */
  readonly sink: (text: string) => boolean;
  /** Characters that may wait while the sink takes none, default 8 Mi; lines on top are dropped. */
  readonly maxWaiting?: number;
  /** The line that tells, once lines flow again, how many were dropped. */
  readonly tellDropped: (lines: number) => string;
}

/** Up to this size a pipe takes a text whole or not at all (PIPE_BUF), so that no line is torn. */
const mostAtOnce = 4_000;
const retryMs = 20;

/**
 * Hands on lines together: those of one turn of the event loop in few system calls instead of one
 * each. A process that is killed loses at most the lines of its last turn, and no urgent one.
 *
 *   empty    a line that comes asks for a flush at the end of the turn.
 *   waiting  until that flush, an urgent line or a flush from outside, whichever is first.
 *   stalled  the sink takes nothing: tried again every 20 ms, while lines are kept up to the bound.
 */
export const gatherLines = ({
  sink,
  maxWaiting = 8 * 1024 * 1024,
  tellDropped,
}: GatherOptions): Lines => {
  const full: string[] = [];
  let open = '';
  let waiting = 0;
  let dropped = 0;
  let isAsked = false;

  const add = (line: string): void => {
    if (open.length + line.length > mostAtOnce && open !== '') {
      full.push(open);
      open = '';
    }
    open += line;
    waiting += line.length;
  };

  const handOn = (): boolean => {
    for (let text = full[0] ?? open; text !== ''; text = full[0] ?? open) {
      if (!sink(text)) return false;
      if (full.length > 0) full.shift();
      else open = '';
      waiting -= text.length;
    }
    // A sink may hold the rest of a text it could not write at once.
    return sink('');
  };

  const flush = (): boolean => {
    if (!handOn()) return false;
    if (dropped === 0) return true;
    add(tellDropped(dropped));
    dropped = 0;
    return handOn();
  };

  const atEndOfTurn = (): void => {
    isAsked = flush() ? false : askAgain();
  };

  const askAgain = (): true => {
    setTimeout(atEndOfTurn, retryMs).unref();
    return true;
  };

  return {
    flush,
    write(line, { isUrgent } = { isUrgent: false }) {
      if (waiting + line.length > maxWaiting) {
        dropped += 1;
        return;
      }
      add(line);
      if (isUrgent) flush();
      if (isAsked) return;
      isAsked = true;
      setImmediate(atEndOfTurn);
    },
  };
};
