import { setTimeout as pause } from 'node:timers/promises';
import { type RoleProcess, startRole } from '../../support/role-process.ts';
import type { Random } from '../random.ts';

type Env = { readonly [name: string]: string };

export interface KeepOptions {
  /** Processes of this role; 1. */
  readonly count?: number;
  /** Told to each life of each of them, the first being 1. */
  readonly env?: (member: number, life: number) => Env;
}

/** A process that is started again whenever it dies, as by systemd or Kubernetes. */
export interface Member {
  readonly role: string;
  readonly number: number;
  /** Undefined while it is down or starting. */
  current(): RoleProcess | undefined;
  /** How often it was started. */
  readonly lives: number;
}

/** The roles as processes of their own, under a supervisor. */
export interface Fleet {
  /** Starts processes of a role and keeps them alive. Resolves when all of them are ready. */
  keep(role: string, options?: KeepOptions): Promise<readonly Member[]>;
  members(role?: string): readonly Member[];
  /** SIGKILL to one that is ready, of these roles; resolves when it is gone, with its role. */
  killOne(random: Random, roles: readonly string[]): Promise<string>;
  /** SIGTERM, wait for its end, and ready again. Returns the exit code. */
  restart(member: Member): Promise<number | null>;
  /** Processes that ended by themselves with an error, each with the last it said. */
  readonly crashes: readonly string[];
  /** How many lives ended by a signal or an error, by role; those that were released are not among them. */
  deaths(role?: string): number;
  /** Ends all processes of a role for good. */
  release(role: string): Promise<void>;
  stop(): Promise<void>;
}

interface Kept extends Member {
  readonly life: Promise<void>;
  lives: number;
  deaths: number;
  process: RoleProcess | undefined;
  isReleased: boolean;
}

/** Milliseconds before what died is started again, as a supervisor would. */
const restartAfterMs = 50;
/** Characters of a crashed process's output. */
const lastWords = 1_500;

export const createFleet = (env: Env): Fleet => {
  const kept: Kept[] = [];
  const crashes: string[] = [];

  const keepOne = (role: string, number: number, options: KeepOptions): Promise<Kept> =>
    new Promise((resolve, reject) => {
      const live = async (): Promise<void> => {
        while (!member.isReleased) {
          member.lives += 1;
          const given = options.env?.(number, member.lives) ?? {};
          try {
            const process = await startRole(role, { ...env, ...given });
            member.process = process;
            if (member.isReleased) await process.kill();
            resolve(member);
            const code = await process.exited;
            if (code !== null && code !== 0) {
              crashes.push(`${role} ended with ${code}: ${process.output().slice(-lastWords)}`);
            }
          } catch (error) {
            // Killed while it started, which is part of the play; a start that fails is not.
            if (!/ended with null/.test(String(error)))
              crashes.push(String(error).slice(-lastWords));
            if (member.lives > 50 && member.deaths === member.lives - 1) return reject(error);
          }
          member.process = undefined;
          if (!member.isReleased) member.deaths += 1;
          await pause(restartAfterMs);
        }
      };
      const member: Kept = {
        role,
        number,
        current: () => member.process,
        lives: 0,
        deaths: 0,
        process: undefined,
        isReleased: false,
        life: Promise.resolve().then(live),
      };
      kept.push(member);
    });

  const members = (role?: string): readonly Kept[] =>
    kept.filter((member) => !member.isReleased && (role === undefined || member.role === role));

  const release = async (released: readonly Kept[]): Promise<void> => {
    for (const member of released) member.isReleased = true;
    await Promise.all(
      released.map(async (member) => {
        const { process: running } = member;
        if (running) wakeUp(running.pid);
        await running?.stop();
        await member.life;
      }),
    );
  };

  return {
    keep: (role, options = {}) =>
      Promise.all(
        Array.from({ length: options.count ?? 1 }, (_, i) => keepOne(role, i + 1, options)),
      ),
    members,
    async killOne(random, roles) {
      for (;;) {
        const ready = members().filter(
          (member) => roles.includes(member.role) && member.process !== undefined,
        );
        if (ready.length > 0) {
          const victim = random.pick(ready);
          const { process } = victim;
          victim.process = undefined;
          await process?.kill();
          return victim.role;
        }
        await pause(20);
      }
    },
    async restart(member) {
      const process = member.current();
      if (!process) throw new Error(`${member.role} ${member.number} is not running`);
      const code = await process.stop();
      while (member.current() === undefined || member.current() === process) await pause(20);
      return code;
    },
    crashes,
    deaths: (role) =>
      kept
        .filter((member) => role === undefined || member.role === role)
        .reduce((sum, { deaths }) => sum + deaths, 0),
    release: (role) => release(members(role)),
    stop: () => release(members()),
  };
};

/** One that stands still hears no other signal. */
const wakeUp = (pid: number): void => {
  try {
    process.kill(pid, 'SIGCONT');
  } catch {
    // It has gone already.
  }
};
