import './production.ts';

import { mkdir, writeFile } from 'node:fs/promises';
import { createRenderer } from './render.ts';
import { builtInTypes } from './types/index.ts';

/** Writes every type, rendered with each of its samples, to a folder, for people to look at. */
const writePreviews = async (folder: URL): Promise<void> => {
  const renderer = createRenderer(builtInTypes, { serviceName: 'Postroom' });
  await mkdir(folder, { recursive: true });
  for (const { type, category, samples } of builtInTypes) {
    const unsubscribeUrl = category === 'marketing' ? 'https://example.com/unsubscribe/x' : null;
    for (const [index, variables] of samples.entries()) {
      const mail = await renderer.render({ type, template: type, variables, unsubscribeUrl });
      await writeFile(new URL(`${type}-${index + 1}.html`, folder), mail.html);
      await writeFile(
        new URL(`${type}-${index + 1}.txt`, folder),
        `Subject: ${mail.subject}\n\n${mail.text}`,
      );
    }
  }
};

const folder = new URL('../../../reports/preview/', import.meta.url);
await writePreviews(folder);
process.stdout.write(`wrote ${folder.pathname}\n`);
