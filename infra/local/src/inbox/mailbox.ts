import { type Mail, type Summary, summarize } from './mail.ts';

export type Search = {
  /** Part of a recipient's address, in any case. */
  readonly to?: string;
  /** Part of the subject, in any case. */
  readonly subject?: string;
  /** Part of the recipient, the sender or the subject, in any case. */
  readonly text?: string;
  readonly limit: number;
};

export type Mailbox = {
  add(mail: Omit<Mail, 'id'>): void;
  /** The newest first. */
  list(search: Search): Promise<readonly Summary[]>;
  find(id: string): Mail | undefined;
  clear(): void;
  /** How many mails are kept. */
  size(): number;
  /** Changes whenever the content does, never back to an earlier value. */
  version(): number;
};

/** The older go when the newer would be more than this: an inbox must not eat a laptop's memory. */
const keptBytes = 256 * 1024 * 1024;

/** The newest mails, `kept` of them at most and 256 MiB in all, in memory alone. */
export function mailbox(kept = 1_000): Mailbox {
  let mails: Mail[] = [];
  let bytes = 0;
  let arrived = 0;
  let version = 0;
  // Parsed when first asked for: under load mails come and go that nobody ever looks at.
  const summaries = new WeakMap<Mail, Promise<Summary>>();
  const summaryOf = (mail: Mail): Promise<Summary> => {
    const known = summaries.get(mail) ?? summarize(mail);
    summaries.set(mail, known);
    return known;
  };

  return {
    add(mail) {
      arrived += 1;
      version += 1;
      mails.push({ ...mail, id: String(arrived) });
      bytes += mail.raw.length;
      while (mails.length > 1 && (mails.length > kept || bytes > keptBytes)) {
        bytes -= mails.shift()?.raw.length ?? 0;
      }
    },
    async list({ to = '', subject = '', text = '', limit }) {
      const found: Summary[] = [];
      for (const mail of mails.toReversed()) {
        if (found.length >= limit) break;
        if (!mail.to.some((address) => holds(address, to))) continue;
        const summary = await summaryOf(mail);
        if (!holds(summary.subject, subject)) continue;
        if ([summary.subject, summary.from, ...summary.to].some((part) => holds(part, text))) {
          found.push(summary);
        }
      }
      return found;
    },
    find: (id) => mails.find((mail) => mail.id === id),
    clear() {
      version += 1;
      mails = [];
      bytes = 0;
    },
    size: () => mails.length,
    version: () => version,
  };
}

function holds(whole: string, part: string): boolean {
  return whole.toLowerCase().includes(part.toLowerCase());
}
