import type { Log } from '@postroom/runtime';
import { createRenderer, createRenderThreads, type Renderer } from '@postroom/templates';

/** Draws mails for those who only look at them. */
export interface Previewer extends Pick<Renderer, 'render'> {
  /** Compiles every template, one after another. What cannot be compiled is logged: the worker refuses to start over it. */
  warmUp(): Promise<void>;
  close(): Promise<void>;
}

/**
 * As the worker renders, so that a preview holds up no other request: from stretches, or in a thread.
 * @throws Error when the service's name is no line of text.
 */
export const createPreviewer = (
  types: Parameters<typeof createRenderer>[0],
  { serviceName, log }: { readonly serviceName: string; readonly log: Log },
): Previewer => {
  let isClosed = false;
  const threads = createRenderThreads({
    onBroken: (err) =>
      log.warn({ event: 'render_threads.broken', err }, 'a thread that renders has ended'),
  });
  const renderer = createRenderer(types, { serviceName, fullRender: threads.render });
  return {
    render: renderer.render,
    warmUp: async () => {
      try {
        await renderer.prepare();
      } catch (err) {
        if (isClosed) return;
        log.warn({ event: 'templates.faulty', err }, 'a template cannot be rendered');
      } finally {
        threads.rest();
      }
    },
    close: () => {
      isClosed = true;
      return threads.close();
    },
  };
};
