import { readdirSync, readFileSync } from 'node:fs';

/** Hundredths of a second: the unit of /proc on every Linux that Node runs on. */
const tickSeconds = 0.01;
const pageBytes = 4_096;

/** CPU seconds, user and system, that a process and all its descendants have had, dead ones included. */
export const cpuSecondsOf = (pid: number): number => {
  const processes = readAll();
  let ticks = 0;
  for (const one of familyOf(pid, processes)) ticks += processes.get(one)?.ticks ?? 0;
  return ticks * tickSeconds;
};

/** CPU seconds that all cores together have worked since the machine started, whoever for. */
export const machineCpuSeconds = (): number => {
  const [, ...fields] = (/^cpu .*$/m.exec(readFileSync('/proc/stat', 'utf8'))?.[0] ?? '').split(
    / +/,
  );
  // user, nice, system, irq, softirq and what a hypervisor gave to others; idle and waiting for disks left out.
  return [0, 1, 2, 5, 6, 7].reduce((all, field) => all + Number(fields[field]), 0) * tickSeconds;
};

/** MiB of memory that a process alone has resident; of the servers' shared memory each part once. */
export const residentMib = (pid: number): number => {
  const [, pages] = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ');
  return (Number(pages) * pageBytes) / 2 ** 20;
};

interface Seen {
  readonly parent: number;
  readonly ticks: number;
}

const readAll = (): ReadonlyMap<number, Seen> => {
  const seen = new Map<number, Seen>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const one = read(Number(name));
    if (one) seen.set(Number(name), one);
  }
  return seen;
};

const read = (pid: number): Seen | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // What follows the name, which may itself hold blanks and brackets: fields 3 and on of proc(5).
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // utime, stime, and those of children that were waited for.
    const ticks = [11, 12, 13, 14].reduce((all, field) => all + Number(fields[field]), 0);
    return { parent: Number(fields[1]), ticks };
  } catch {
    return undefined; // It ended meanwhile.
  }
};

const familyOf = (root: number, processes: ReadonlyMap<number, Seen>): readonly number[] => {
  const family = [root];
  for (const member of family) {
    for (const [pid, { parent }] of processes) if (parent === member) family.push(pid);
  }
  return family;
};
