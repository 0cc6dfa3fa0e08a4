import { fileURLToPath } from 'node:url';
import { type Program, startProgram } from './program.ts';

export interface Sink extends Program {
  readonly url: string;
}

const starter =
  (file: string, name: string) =>
  async (env: { readonly [name: string]: string } = {}): Promise<Sink> => {
    const program = await startProgram({
      name,
      args: ['--import', 'tsx', fileURLToPath(new URL(file, import.meta.url))],
      env,
      readyLine: ' is listening\n',
    });
    const url = /(\S+) is listening\n/.exec(program.output())?.[1] ?? '';
    return { ...program, url };
  };

/** A mail server that accepts everything and keeps nothing. */
export const startMailSink = starter('./mail-sink-main.ts', 'mail sink');

/** Resend's API as far as sending goes, answering after `ANSWER_AFTER_MS`. */
export const startSlowResend = starter('./slow-resend-main.ts', 'slow Resend');

/** The API of production before a store that does nothing. */
export const startIdleApi = starter('./idle-api-main.ts', 'idle API');

/** An HTTP server of Node that reads a request, parses it and answers: nothing can be cheaper. */
export const startBareHttp = starter('./bare-http-main.ts', 'bare HTTP');

/** The service that one would write first; it has its servers from `world`. */
export const startObvious = (role: 'api' | 'worker', env: { readonly [name: string]: string }) =>
  starter(`../obvious/${role}-main.ts`, `obvious ${role}`)(env);
