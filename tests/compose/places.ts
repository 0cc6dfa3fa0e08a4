import { chmodSync, chownSync, cpSync, mkdirSync, statSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { freePort } from '@postroom/local';
import { root, type Service } from './compose-file.ts';

/** The ports that services listen on inside their containers. */
const listening: Readonly<Record<string, readonly number[]>> = {
  api: [8001],
  bridge: [8011],
  relay: [8012],
  worker: [8013],
  dashboard: [8002, 8014],
  primary: [5432],
  standby: [5432],
  redis: [6379],
  rabbitmq: [5671, 15672],
  prometheus: [9090],
  inbox: [1025, 8025],
};
const aliases: Readonly<Record<string, string>> = { notification: 'api' };

/** Where on this machine the ports, folders and files of containers are. */
export interface Places {
  portOf(service: string, inside: number): number;
  /** The path that stands for a path inside a container of the service. */
  pathOf(service: string, inside: string): string;
  /** A text of a container of the service, with addresses, own ports and paths put right. */
  translated(service: string, text: string): string;
  /** Does the same to a file inside a container of the service. */
  translateFile(service: string, inside: string): Promise<void>;
}

export const createPlaces = async (
  folder: string,
  services: Readonly<Record<string, Service>>,
  owner: { readonly uid: number; readonly gid: number },
): Promise<Places> => {
  const ports = new Map<string, number>();
  for (const [service, inside] of Object.entries(listening)) {
    for (const port of inside) ports.set(`${service}:${port}`, await freePort(0));
  }
  const portOf = (service: string, inside: number): number => {
    const port = ports.get(`${aliases[service] ?? service}:${inside}`);
    if (port === undefined) throw new Error(`${service} does not listen on ${inside}`);
    return port;
  };

  const mounts = new Map<string, ReadonlyMap<string, string>>();
  for (const [name, { image = '', volumes = [] }] of Object.entries(services)) {
    const pairs = volumes.map((volume): [string, string] => {
      const [source = '', target = ''] = volume.split(':');
      return [target, mounted({ folder, name, source, target, owner })];
    });
    // Folders of the image itself.
    if (image.startsWith('postroom:')) pairs.push(['/tmp', made(join(folder, 'tmp', name))]);
    mounts.set(name, new Map(pairs));
  }

  const pathOf = (service: string, inside: string): string => {
    const targets = [...(mounts.get(service) ?? [])].sort(([a], [b]) => b.length - a.length);
    const found = targets.find(([target]) => inside === target || inside.startsWith(`${target}/`));
    return found ? found[1] + inside.slice(found[0].length) : inside;
  };

  const translated = (service: string, text: string): string => {
    const own = listening[service] ?? [];
    return (
      text
        .replaceAll(/(?<![\w./-])\/[\w.-]+(?:\/[\w.-]+)*/g, (path) => pathOf(service, path))
        // Prometheus asks the DNS of the network for the containers of a service.
        .replaceAll(
          /dns_sd_configs: \[\{ names: \[(\w+)\], type: A, port: (\d+), [^}]*\}\]/g,
          'static_configs: [{ targets: ["$1:$2"] }]',
        )
        .replaceAll(/(?<![\w.-])([a-z]+):(\d{4,5})\b/g, (place, name: string, port: string) =>
          ports.has(`${aliases[name] ?? name}:${port}`)
            ? `localhost:${portOf(name, Number(port))}`
            : place,
        )
        .replaceAll(/(?<![\w.])\d{4,5}(?![\w.])/g, (port) =>
          own.includes(Number(port)) ? String(portOf(service, Number(port))) : port,
        )
    );
  };

  return {
    portOf,
    pathOf,
    translated,
    async translateFile(service, inside) {
      const file = pathOf(service, inside);
      const { mode, uid, gid } = statSync(file);
      const text = await readFile(file, 'utf8');
      chmodSync(file, 0o600);
      await writeFile(file, translated(service, text));
      chownSync(file, uid, gid);
      chmodSync(file, mode);
    },
  };
};

interface Mount {
  readonly folder: string;
  readonly name: string;
  readonly source: string;
  readonly target: string;
  readonly owner: { readonly uid: number; readonly gid: number };
}

/** Folders of a run stand for volumes and what containers write to; files of the repository are copied. */
const mounted = ({ folder, name, source, target, owner }: Mount): string => {
  if (source === './logs' || source.startsWith('./logs/')) return made(join(folder, source));
  if (source === './config/secrets') return made(join(folder, 'config'));
  if (!source.startsWith('./')) {
    const volume = made(join(folder, 'volumes', source));
    // Docker fills a new volume from the image, whose folders are its user's.
    if (!source.startsWith('secrets_')) chownSync(volume, owner.uid, owner.gid);
    return volume;
  }
  const copy = join(made(join(folder, 'mounted', name, dirname(target))), basename(target));
  cpSync(join(root, source), copy, { recursive: true });
  return copy;
};

const made = (path: string): string => {
  mkdirSync(path, { recursive: true });
  return path;
};
