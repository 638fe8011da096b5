/**
 * The arrows of the house: who may import whom. Each message names the room the import belongs in.
 * tools/arrows.test.ts proves that every rule fires.
 */

/** Rooms of the agent that know no feature. Every other folder of apps/agent/src but http is a feature room. */
const GROUND = 'gateway|jobs|store|vault|live|request-log';
const agent = (rooms) => `^apps/agent/src/(?:${rooms})/`;
const FEATURE = `^apps/agent/src/(?!(?:${GROUND}|http)/)([^/]+)/`;
const COMPOSITION = '^apps/agent/src/(?:main|cli)\\.ts$';

/** Tests and what only tests use. */
const TESTS = '\\.(?:test|spec)\\.tsx?$|-(?:rig|suite)\\.ts$|/test-[^/]+\\.ts$|/conformance\\.ts$|^apps/desktop/e2e/|\\.config\\.ts$';

const forbidden = [
  {
    name: 'no-circle',
    comment: 'A circle: move what both sides need into the room below them, or hand it in as an argument.',
    from: { pathNot: '^tools/electron-standin/' },
    to: { circular: true },
  },
  {
    name: 'no-circle-at-run-time',
    comment: "A circle. (The stand-in's types may meet, as Electron's own window and web contents do; its code may not.)",
    from: { path: '^tools/electron-standin/' },
    to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only', 'type-import'] } },
  },
  {
    name: 'resolvable',
    comment: 'This import leads nowhere. (An import that is not found escapes every other rule.)',
    from: {},
    to: { couldNotResolve: true, pathNot: '[.]css$|[?]' },
  },
  {
    name: 'ground-knows-no-feature',
    comment:
      'gateway, jobs, store, vault, live and request-log know no feature: declare what is needed in their port.ts and hand it in from main.ts.',
    from: { path: agent(GROUND), pathNot: TESTS },
    to: { path: [FEATURE, agent('http'), COMPOSITION] },
  },
  {
    name: 'rooms-do-not-know-http',
    comment: 'http imports the rooms, not the other way round: the room declares its calls in routes.ts, apps/agent/src/http mounts them.',
    from: { path: FEATURE, pathNot: TESTS },
    to: { path: [agent('http'), COMPOSITION] },
  },
  {
    name: 'http-does-not-know-main',
    comment: 'main.ts composes http: hand the part in as an argument.',
    from: { path: agent('http'), pathNot: TESTS },
    to: { path: COMPOSITION },
  },
  {
    name: 'front-door',
    comment:
      "What a feature room offers another stands in its index.ts (types: its port.ts). Export it there, or keep it in the room's own folder.",
    from: { path: FEATURE, pathNot: TESTS },
    to: { path: FEATURE, pathNot: ['^apps/agent/src/$1/', '^apps/agent/src/[^/]+/(?:index|port)\\.ts$'] },
  },
  {
    name: 'http-through-the-front-door',
    comment: 'http takes from a feature room its index.ts, port.ts or routes.ts only: export it there.',
    from: { path: agent('http'), pathNot: TESTS },
    to: { path: FEATURE, pathNot: '^apps/agent/src/[^/]+/(?:index|port|routes)\\.ts$' },
  },
  {
    name: 'packages-know-no-app',
    comment:
      'packages/* are below the apps: move the code into the app that needs it, or what both need into packages/contract or packages/connector-kit.',
    from: { path: '^packages/', pathNot: TESTS },
    to: { path: '^apps/' },
  },
  {
    name: 'money-stands-alone',
    comment: 'packages/money imports no other package: currency rules belong here, what a payment is belongs in packages/contract.',
    from: { path: '^packages/money/' },
    to: { path: '^packages/(?!money/)' },
  },
  {
    name: 'contract-imports-money-only',
    comment: 'packages/contract is calls and events only: translation belongs in packages/connectors, rules in the agent.',
    from: { path: '^packages/contract/' },
    to: { path: '^packages/(?!contract/|money/)' },
  },
  {
    name: 'kit-imports-contract-and-money-only',
    comment: 'packages/connector-kit does not know its connectors: what a provider needs belongs in packages/connectors/src/<provider>.',
    from: { path: '^packages/connector-kit/' },
    to: { path: '^packages/(?!connector-kit/|contract/|money/)' },
  },
  {
    name: 'connectors-import-kit-and-money-only',
    comment: 'A connector imports the kit and money: the kit passes on what it may need of packages/contract.',
    from: { path: '^packages/connectors/' },
    to: { path: '^packages/(?!connectors/|connector-kit/|money/)' },
  },
  {
    name: 'connectors-are-translators',
    comment:
      'A connector opens no socket, reads no file and needs no library but zod: sending is the gateway (apps/agent/src/gateway), signing is packages/connector-kit.',
    from: { path: '^packages/connectors/', pathNot: TESTS },
    to: { dependencyTypes: ['core', 'npm', 'npm-dev', 'npm-peer'], pathNot: 'node_modules/zod/|^packages/' },
  },
  {
    name: 'connectors-do-not-meet',
    comment: 'One provider does not import another: what two of them share belongs in packages/connector-kit.',
    from: { path: '^packages/connectors/src/([^/]+)/' },
    to: { path: '^packages/connectors/src/[^/]+/', pathNot: '^packages/connectors/src/$1/' },
  },
  {
    name: 'desktop-imports-contract-only',
    comment: 'The desktop knows the agent by packages/contract (and money) alone: put the call or event there.',
    from: { path: '^apps/desktop/src/', pathNot: TESTS },
    to: { path: '^packages/(?!contract/|money/)|^apps/(?!desktop/)' },
  },
  {
    name: 'renderer-is-a-web-page',
    comment:
      'The renderer runs in a browser too: no electron, no node:*. Ask apps/desktop/src/main for it through packages/contract/src/desk.ts.',
    from: { path: '^apps/desktop/src/renderer/', pathNot: TESTS },
    to: { dependencyTypes: ['core'] },
  },
  {
    name: 'renderer-knows-no-electron',
    comment:
      'The renderer runs in a browser too: no electron, nothing of main or preload. Ask apps/desktop/src/main through packages/contract/src/desk.ts.',
    from: { path: '^apps/desktop/src/renderer/' },
    to: { path: 'node_modules/electron/|^apps/desktop/src/(?:main|preload)/' },
  },
  {
    name: 'main-does-not-draw',
    comment: 'What is drawn belongs in apps/desktop/src/renderer; main and preload talk to it through packages/contract/src/desk.ts.',
    from: { path: '^apps/desktop/src/(?:main|preload)/' },
    to: { path: '^apps/desktop/src/renderer/' },
  },
  {
    name: 'sandbox-is-the-outside-world',
    comment:
      'The sandbox plays the providers from their own documents: it shares no code with apps/agent, apps/desktop or the connectors (money only).',
    from: { path: '^apps/sandbox/' },
    to: { path: '^apps/(?!sandbox/)|^packages/(?!money/)' },
  },
  {
    name: 'sandbox-is-for-tests',
    comment: 'The agent reaches the sandbox over HTTP like any provider; only tests start it in their own process.',
    from: { path: '^apps/agent/', pathNot: TESTS },
    to: { path: '^apps/(?:sandbox|desktop)/' },
  },
  {
    name: 'no-oracle-at-run-time',
    comment:
      "A development dependency (a provider's own SDK, a schema checker) judges in tests only: at run time all traffic goes through apps/agent/src/gateway.",
    from: { path: '^(?:apps/(?:agent|sandbox)|packages)/', pathNot: TESTS },
    to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only', 'type-import', 'npm'], pathNot: 'node_modules/@types/' },
  },
  {
    name: 'tests-are-not-imported',
    comment: 'Only tests import a test or a test rig: move what the product needs into a file of its own beside it.',
    from: { path: '^(?:apps|packages)/', pathNot: TESTS },
    to: { path: TESTS, pathNot: 'node_modules' },
  },
  {
    name: 'tools-are-not-the-product',
    comment: 'tools/ builds and tests the product and is not shipped: move what the product needs into packages/ or the app.',
    from: { path: '^(?:apps|packages)/', pathNot: TESTS },
    to: { path: '^tools/' },
  },
];

module.exports = {
  forbidden: forbidden.map((rule) => ({ severity: 'error', ...rule })),
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '/(?:out|dist|coverage)/|[.]cache/' },
    /** Types are arrows too. Needs the compiler API of TypeScript 6 (`typescript` is an alias for it; 7 has none). */
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.json'],
    },
  },
};
