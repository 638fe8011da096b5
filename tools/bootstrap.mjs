/**
 * `node tools/bootstrap.mjs <script.ts> [arguments]`: installs the packages when they are not those of package-lock.json, then runs the script
 * under the Node of node_modules. Runs on Node 20 itself, before anything is installed: no package, no newer syntax.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MAJOR = 24;
const windows = process.platform === 'win32';

/**
 * Whether packages must be installed. The stamp is the lock's hash, written after our own install; a person who ran `npm install` has no stamp, but then
 * what npm noted of the installed tree is newer than the lock.
 * @param {{ hasNode: boolean, lockHash: string, stamp: string | undefined, lockTime: number, installedTime: number | undefined }} found times in ms
 * @returns {boolean}
 */
export function isStale({ hasNode, lockHash, stamp, lockTime, installedTime }) {
  if (!hasNode || installedTime === undefined) return true;
  return stamp !== lockHash && lockTime > installedTime;
}

/**
 * The Node to run under: the one of node_modules, else (no package for this system) the present one if it is new enough.
 * @param {{ ownNode: string | undefined, present: { path: string, version: string } }} found
 * @returns {{ node: string } | { problem: string }}
 */
export function chooseNode({ ownNode, present }) {
  if (ownNode !== undefined) return { node: ownNode };
  if (Number.parseInt(present.version, 10) >= MAJOR) return { node: present.path };
  return {
    problem: `There is no Node ${MAJOR} package for this system (${process.platform} ${process.arch}): install Node ${MAJOR} and repeat.`,
  };
}

/** @param {string} root */
function paths(root) {
  const modules = join(root, 'node_modules');
  return {
    lock: join(root, 'package-lock.json'),
    installed: join(modules, '.package-lock.json'),
    stamp: join(modules, '.lock-hash'),
    guard: join(root, '.cache', 'install.lock'),
    bin: join(modules, '.bin'),
    node: join(modules, '.bin', windows ? 'node.cmd' : 'node'),
  };
}

/** @param {string} file */
const textOf = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : undefined);
/** @param {string} file */
const timeOf = (file) => (existsSync(file) ? statSync(file).mtimeMs : undefined);
/** @param {string} file */
const hashOf = (file) => createHash('sha256').update(readFileSync(file)).digest('hex');

/** @param {string} root */
function needsInstall(root) {
  const at = paths(root);
  return isStale({
    hasNode: existsSync(at.node) || Number.parseInt(process.versions.node, 10) >= MAJOR,
    lockHash: hashOf(at.lock),
    stamp: textOf(at.stamp),
    lockTime: statSync(at.lock).mtimeMs,
    installedTime: timeOf(at.installed),
  });
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (fault) {
    return /** @type {NodeJS.ErrnoException} */ (fault).code === 'EPERM';
  }
}

/**
 * Holds the guard folder during `work`, so that two commands started at once do not install into one another.
 * @param {string} guard
 * @param {() => void} work
 */
function alone(guard, work) {
  mkdirSync(dirname(guard), { recursive: true });
  for (;;) {
    try {
      writeFileSync(guard, String(process.pid), { flag: 'wx' });
      break;
    } catch (fault) {
      if (/** @type {NodeJS.ErrnoException} */ (fault).code !== 'EEXIST') throw fault;
      const holder = Number(textOf(guard));
      const abandoned = holder > 0 ? !isAlive(holder) : Date.now() - (timeOf(guard) ?? 0) > 5000;
      if (abandoned) rmSync(guard, { force: true });
      else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 250);
    }
  }
  try {
    work();
  } finally {
    rmSync(guard, { force: true });
  }
}

/** @param {string} root */
function install(root) {
  const at = paths(root);
  alone(at.guard, () => {
    if (!needsInstall(root)) return;
    console.log('Installing packages (once, about a minute) …');
    const npm = process.env.npm_execpath;
    const [command, ...first] = npm?.endsWith('.js') ? [process.execPath, npm] : ['npm'];
    const done = spawnSync(command, [...first, 'ci', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: root,
      stdio: 'inherit',
      shell: windows && command === 'npm',
    });
    if (done.status !== 0) {
      console.error('The packages could not be installed: `npm ci` says why above.');
      process.exit(done.status ?? 1);
    }
    writeFileSync(at.stamp, hashOf(at.lock));
  });
}

/**
 * Runs the script and ends as it ends. A terminal gives Ctrl-C to both processes; other signals are passed on.
 * @param {string} root
 * @param {string} node
 * @param {readonly string[]} args
 */
function run(root, node, args) {
  const child = spawn(node, args, {
    stdio: 'inherit',
    env: { ...process.env, PATH: paths(root).bin + delimiter + (process.env.PATH ?? '') },
    shell: windows && node.endsWith('.cmd'),
  });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => {
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  }
  child.on('error', (fault) => {
    console.error(`Could not start ${node}: ${fault.message}`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
}

/** @param {readonly string[]} args */
function main(args) {
  const root = join(dirname(fileURLToPath(import.meta.url)), '..');
  if (needsInstall(root)) install(root);
  const { node } = paths(root);
  const choice = chooseNode({
    ownNode: existsSync(node) ? node : undefined,
    present: { path: process.execPath, version: process.versions.node },
  });
  if ('problem' in choice) {
    console.error(choice.problem);
    process.exit(1);
  }
  run(root, choice.node, args);
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) main(process.argv.slice(2));
