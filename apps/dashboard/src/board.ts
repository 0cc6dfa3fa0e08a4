import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { HonoAdapter } from '@bull-board/hono';
import { serveStatic } from '@hono/node-server/serve-static';
import type { LaneQueue } from '@postroom/adapters/queue';
import type { Hono } from 'hono';

export interface BoardOptions {
  readonly lanes: readonly LaneQueue[];
  /** The path that the page is served at, without a trailing slash. */
  readonly basePath: string;
  readonly documentationUrl: string;
}

/** Bull Board over every lane. It only shows: what its buttons do is decided in `actions/`. */
export const createBoard = ({ lanes, basePath, documentationUrl }: BoardOptions): Hono => {
  const adapter = new HonoAdapter(serveStatic).setBasePath(basePath);
  createBullBoard({
    queues: lanes.map(
      (lane) => new BullMQAdapter(lane, { description: descriptions[lane.name] ?? '' }),
    ),
    // It brings types of a patch version of its own, with the same members.
    serverAdapter: adapter as unknown as Parameters<typeof createBullBoard>[0]['serverAdapter'],
    options: {
      uiConfig: {
        boardTitle: 'Postroom',
        miscLinks: [{ text: 'API documentation', url: documentationUrl }],
        hideDocsLink: true,
      },
    },
  });
  return adapter.registerPlugin();
};

const descriptions: Readonly<Record<string, string>> = {
  critical: 'What somebody waits for: codes, resets, alerts',
  standard: 'What a purchase or a sign-up causes',
  bulk: 'Campaigns, which may wait',
};
