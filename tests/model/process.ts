import type { Life, Word } from './life.ts';

/**
 * A process whose every call waits at a gate until it is let through, so that a schedule can put the
 * calls of all processes into any order, and end a process between any two of its own.
 */
export interface Process {
  readonly name: string;
  /** Calls that wait, the oldest first. */
  readonly calls: readonly string[];
  readonly isBusy: boolean;
  /** It stands still, as under SIGSTOP: the schedule passes it over. */
  readonly isStill: boolean;
  /** Lets one of the waiting calls through, or begins a run where nothing is under way. */
  goOn(choice: number, word: Word): void;
  /** From now on no call waits: a provider answers all with this word. Null: they wait again. */
  rush(word: Word | null): void;
  /** Stands still, or wakes. */
  toggle(): void;
  /** Nothing of it is ever heard of again; what goes on is a new process under its name. */
  die(): void;
}

interface Gate {
  readonly call: string;
  readonly open: (word: Word) => void;
}

/** Makes what a new life runs; it is told which of the jobs it could take is meant. */
export type Embody = (life: Life) => (choice: number) => Promise<void>;

interface ProcessObserver {
  say(line: string): void;
  /** What a run threw. */
  onError(name: string, error: unknown): void;
  /** It stands still: what it must renew to keep, it loses. */
  onStill(life: Life): void;
  onDeath(life: Life): void;
}

export const createProcess = (
  name: string,
  embody: Embody,
  { say, onError, onStill, onDeath }: ProcessObserver,
): Process => {
  let gates: Gate[] = [];
  let runs = 0;
  let rushed: Word | null = null;
  let isStill = false;

  const born = () => {
    const life = {
      isDead: false,
      pass: (call: string): Promise<Word> => {
        if (life.isDead) return new Promise(() => undefined);
        if (rushed !== null) {
          say(`${name}: ${call}`);
          return Promise.resolve(rushed);
        }
        return new Promise((open) => gates.push({ call, open }));
      },
    };
    return { life, run: embody(life) };
  };
  let self = born();

  const through = ({ call, open }: Gate, word: Word): void => {
    say(`${name}: ${call}${call.startsWith('hands over') ? `: ${word}` : ''}`);
    open(word);
  };

  return {
    name,
    get calls() {
      return gates.map(({ call }) => call);
    },
    get isBusy() {
      return runs > 0;
    },
    get isStill() {
      return isStill;
    },
    goOn(choice, word) {
      const [gate] = gates.splice(choice % Math.max(1, gates.length), 1);
      if (gate) return through(gate, word);
      if (runs > 0) return;
      const { life, run } = self;
      runs += 1;
      run(choice)
        .catch((error: unknown) => onError(name, error))
        .finally(() => {
          if (!life.isDead) runs -= 1;
        });
    },
    rush(word) {
      rushed = word;
      isStill = false;
      if (word === null) return;
      for (const gate of gates.splice(0)) through(gate, word);
    },
    toggle() {
      isStill = !isStill;
      say(`${name} ${isStill ? 'stands still' : 'wakes'}`);
      if (isStill) onStill(self.life);
    },
    die() {
      say(
        `${name} dies${gates.length > 0 ? ` before: ${gates.map((g) => g.call).join(', ')}` : ''}`,
      );
      self.life.isDead = true;
      onDeath(self.life);
      gates = [];
      runs = 0;
      isStill = false;
      self = born();
    },
  };
};
