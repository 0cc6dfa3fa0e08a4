# syntax=docker/dockerfile:1
# One image for every role; the command says which: node apps/<role>/dist/main.js.

FROM node:24.16.0-bookworm-slim AS build
WORKDIR /app
ENV CI=true
RUN npm install --global --no-fund --no-update-notifier pnpm@12.21.0
# The packages of the lock file alone, so that a change of sources does not fetch them again.
COPY package.json pnpm-lock.yaml pnpm-workspace.yaml ./
COPY patches ./patches
RUN pnpm fetch
COPY . .
RUN pnpm install --frozen-lockfile --offline
RUN pnpm --recursive --filter './packages/*' --filter './apps/*' --filter './infra/local' run build
# What runs: built JavaScript and production packages. Optional ones are the embedded PostgreSQL of
# npm start and native speed-ups of development tools.
RUN rm -rf node_modules packages/*/node_modules apps/*/node_modules infra/local/node_modules \
    && pnpm install --prod --no-optional --ignore-scripts --frozen-lockfile --offline --config.confirmModulesPurge=false \
    && rm -rf tests packages/*/src apps/*/src infra/local/src \
    && find packages apps infra -path '*/node_modules' -prune -o \
      \( -name '*.map' -o -name '*.tsbuildinfo' -o -name '*.d.ts' -o -name '*.test.js' \) -type f -exec rm {} +

FROM node:24.16.0-bookworm-slim
# Requests and jobs live for milliseconds: with more room for the young, most are gone before V8 looks.
ENV NODE_ENV=production HOST=0.0.0.0 NODE_OPTIONS=--max-semi-space-size=32
WORKDIR /app
COPY --from=build /app ./
USER node
EXPOSE 8001 8002 8011 8012 8013 8014
# SIGTERM goes to node itself: no npm and no shell in between.
CMD ["node", "apps/api/dist/main.js"]
