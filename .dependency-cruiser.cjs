// The arrow: domain <- application <- adapters <- apps <- tests; templates beside adapters, runtime
// under apps. What a package.json does not name cannot be imported at all; this holds the rest.

const test = String.raw`\.test\.tsx?$`;
const testing = [test, '/testing/'];
const anyPackage = '^(packages|apps|infra)/';
const doors = [
  String.raw`^(packages|apps|infra)/[^/]+/src/index\.tsx?$`,
  String.raw`^(packages|apps|infra)/[^/]+/src/testing/index\.tsx?$`,
  String.raw`^packages/adapters/src/[a-z]+/index\.ts$`,
];

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycle',
      comment: 'Two files that need each other are one concept, or the arrow is wrong.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'domain-stands-alone',
      comment: 'The business knows no package, no clock and no randomness, not even those of Node.',
      severity: 'error',
      from: { path: '^packages/domain/src', pathNot: testing },
      to: { pathNot: '^packages/domain/src' },
    },
    {
      name: 'application-knows-no-driver',
      comment: 'Use cases speak to ports; drivers live in adapters.',
      severity: 'error',
      from: { path: '^packages/application/src', pathNot: testing },
      to: { pathNot: '^packages/(application|domain)/src', dependencyTypesNot: ['core'] },
    },
    {
      name: 'application-tests-know-no-driver',
      comment: 'In-memory ports and contract suites are used by all adapters, so they know none.',
      severity: 'error',
      from: { path: '^packages/application/src' },
      to: {
        path: '(^packages/(adapters|templates|runtime)/|node_modules/(drizzle-orm|hono|bullmq|postgres|pg|ioredis|amqplib)/)',
      },
    },
    {
      name: 'adapter-siblings-apart',
      comment:
        'Postgres, queue, AMQP and email do not know each other; apps put them together. What a refused certificate means, and how a socket is written to, is the same for all.',
      severity: 'error',
      from: { path: '^packages/adapters/src/([^/]+)/', pathNot: '^packages/adapters/src/testing/' },
      to: {
        path: '^packages/adapters/src/',
        pathNot: ['^packages/adapters/src/$1/', '^packages/adapters/src/(testing|tls|socket)/'],
      },
    },
    {
      name: 'adapters-beside-templates',
      comment: 'Adapters know the application; templates know the domain; neither knows the other.',
      severity: 'error',
      from: { path: '^packages/(adapters|templates)/src' },
      to: { path: '^packages/(adapters|templates|runtime)/', pathNot: '^packages/$1/' },
    },
    {
      name: 'templates-know-the-domain-only',
      severity: 'error',
      comment: 'A template is a function of its variables.',
      from: { path: '^packages/templates/src' },
      to: { path: '^packages/application/' },
    },
    {
      name: 'runtime-knows-no-business',
      comment: 'What every process needs: configuration, log, metrics, lifecycle.',
      severity: 'error',
      from: { path: '^packages/runtime/src', pathNot: testing },
      to: { path: anyPackage, pathNot: '^packages/runtime/' },
    },
    {
      name: 'client-stands-alone',
      comment: 'Other teams install it: it needs Node and nothing else.',
      severity: 'error',
      from: { path: '^packages/client/src', pathNot: testing },
      to: { pathNot: '^packages/client/src', dependencyTypesNot: ['core'] },
    },
    {
      name: 'packages-under-apps',
      comment: 'The arrow points down.',
      severity: 'error',
      from: { path: '^(packages|infra)/' },
      to: { path: '^apps/' },
    },
    {
      name: 'apps-apart',
      comment: 'Roles meet in Postgres and in queues; only apps/all puts them into one process.',
      severity: 'error',
      from: { path: '^apps/([^/]+)/', pathNot: '^apps/all/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'local-servers-stand-alone',
      comment: 'What starts servers on a laptop knows nothing of Postroom.',
      severity: 'error',
      from: { path: '^infra/local/src' },
      to: { path: '^(packages|apps)/' },
    },
    {
      name: 'local-servers-for-all-and-tests',
      comment:
        'In production there is nothing to start; the operator’s tool only reads where a local installation runs.',
      severity: 'error',
      from: {
        path: '^(packages|apps)/',
        pathNot: [...testing, '^apps/all/', '^apps/ctl/src/run-ctl'],
      },
      to: { path: '^infra/' },
    },
    {
      name: 'nothing-depends-on-tests',
      severity: 'error',
      comment: 'Neither on the tests room nor on a test file.',
      from: { pathNot: ['^tests/', test] },
      to: { path: ['^tests/', test] },
    },
    {
      name: 'no-testing-in-production',
      comment: 'What stands in for the real thing is for tests.',
      severity: 'error',
      from: { path: '^(packages|apps|infra)/', pathNot: testing },
      to: { path: '^(packages|apps|infra)/.*/testing/' },
    },
    {
      name: 'through-the-door',
      comment: 'A package is entered by its index; what lies behind it may change without notice.',
      severity: 'error',
      from: { path: '^(packages|apps|infra)/([^/]+)/' },
      to: { path: anyPackage, pathNot: ['^$1/$2/', ...doors] },
    },
    {
      name: 'through-the-door-from-tests',
      comment: 'Tests of the whole see what users of a package see.',
      severity: 'error',
      from: { path: '^tests/' },
      to: { path: anyPackage, pathNot: doors },
    },
    {
      name: 'no-async-context',
      comment:
        'An AsyncLocalStorage that is entered slows every promise of its thread; the batcher only leaves one (docs/decisions/0019).',
      severity: 'error',
      from: {
        path: '^(packages|apps)/',
        pathNot: [...testing, String.raw`^packages/runtime/src/batcher\.ts$`],
      },
      to: { path: '^(node:)?async_hooks$' },
    },
    {
      name: 'can-be-found',
      severity: 'error',
      comment: 'An import that leads nowhere.',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['/dist/', '/coverage/'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@postroom/source', 'import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.d.ts', '.json'],
    },
  },
};
