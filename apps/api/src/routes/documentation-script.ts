import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';
import type { Endpoint } from '../http/endpoint.ts';
import { page } from '../openapi/responses.ts';

const require = createRequire(import.meta.url);

export const scriptPath = '/assets/api-reference.js';

/** The script of the interactive documentation: 2.7 MB from the package, packed once on first use. */
export const documentationScript = (): Endpoint => {
  let packed:
    | { readonly plain: Buffer<ArrayBuffer>; readonly gzip: Buffer<ArrayBuffer> }
    | undefined;
  const load = () => {
    const path = require.resolve('@scalar/api-reference/browser/standalone.js');
    const plain = Buffer.from(readFileSync(path));
    return { plain, gzip: Buffer.from(gzipSync(plain)) };
  };
  return {
    access: 'public',
    answersAlways: true,
    route: {
      method: 'get',
      path: scriptPath,
      tags: ['Service'],
      summary: 'The script of the interactive documentation',
      security: [],
      responses: { 200: page('JavaScript.', 'text/javascript') },
    },
    handle: (c) => {
      packed ??= load();
      const mayPack = /\bgzip\b/.test(c.req.header('accept-encoding') ?? '');
      return c.body(mayPack ? packed.gzip : packed.plain, 200, {
        'Content-Type': 'text/javascript; charset=utf-8',
        'Cache-Control': 'public, max-age=86400',
        Vary: 'Accept-Encoding',
        ...(mayPack && { 'Content-Encoding': 'gzip' }),
      });
    },
  };
};
