import { freePort } from '../platform/free-port.ts';

/** Next to the usual ones, so that a server of the machine keeps its own. */
const preferred = {
  postgres: 5433,
  rabbitmq: 5673,
  rabbitmqManagement: 15673,
  smtp: 1025,
  inbox: 8025,
} as const;

export type PortName = keyof typeof preferred;

export type PortWish = {
  readonly port: number;
  /** The variable that set it: then a free port does not take its place when it is taken. */
  readonly variable?: string;
};

export type PortWishes = Partial<Readonly<Record<PortName, PortWish>>>;

/** The port for a part: the one set on purpose, else the preferred one, else any free one. */
export function portFor(name: PortName, wishes: PortWishes): Promise<number> {
  const wish = wishes[name];
  return freePort(wish?.port ?? preferred[name], { explicit: wish?.variable });
}
