import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { agentBundle, bundleAgent, copyNode } from './packaging/bundle-agent.ts';
import { stageDesktop } from './packaging/stage-desktop.ts';

/**
 * `npm run package`: builds the installers of this system into dist/packages.
 * DESK_UPDATE_URL (optional) is the web folder in which installed desktops look for newer versions.
 */
const root = resolve(import.meta.dirname, '..');
const BUILDER = 'electron-builder@26.17.0';
const TARGETS: Partial<Record<NodeJS.Platform, { flag: string; makes: string }>> = {
  linux: { flag: '--linux', makes: 'deb and AppImage' },
  win32: { flag: '--win', makes: 'nsis installer' },
  darwin: { flag: '--mac', makes: 'dmg' },
};

function run(command: string, args: readonly string[], cwd: string = root): { status: number; said: string } {
  const child = spawnSync(command, args, { cwd, encoding: 'utf8', shell: process.platform === 'win32' });
  const said = `${child.stdout ?? ''}${child.stderr ?? ''}${child.error?.message ?? ''}`;
  return { status: child.status ?? 1, said };
}

/** The line that tells a person why; builders say a lot around it. */
function reason(said: string): string {
  const lines = said.split('\n').map((line) => line.trim());
  return (
    lines.find((line) => /ENOTFOUND|ECONNREFUSED|fetch failed|cannot resolve|getaddrinfo/i.test(line)) ??
    lines.findLast((line) => /error|⨯/i.test(line)) ??
    lines.at(-1) ??
    ''
  );
}

async function buildParts(): Promise<void> {
  const built = run('electron-vite', ['build'], join(root, 'apps/desktop'));
  if (built.status !== 0) throw new Error(`The desktop does not build.\n${built.said}`);
  console.log(`desktop   ${stageDesktop()}`);
  console.log(`agent     ${await bundleAgent(agentBundle)}`);
  console.log(`node      ${copyNode(agentBundle.out)}`);
}

function buildInstallers(): boolean {
  const target = TARGETS[process.platform];
  if (!target) {
    console.log(`not made  installers: there are none for ${process.platform}`);
    return true;
  }
  const { version } = JSON.parse(readFileSync(join(root, 'node_modules/electron/package.json'), 'utf8'));
  const { DESK_UPDATE_URL: updates } = process.env;
  const channel = updates === undefined ? [] : ['-c.publish.provider=generic', `-c.publish.url=${updates}`];
  const made = run('npx', ['--yes', BUILDER, target.flag, '--publish', 'never', `-c.electronVersion=${version}`, ...channel]);
  if (made.status === 0) return true;
  console.log(`not made  ${target.makes}: ${reason(made.said)}`);
  console.log(`          ${BUILDER} downloads Electron ${version} and its packers from github.com; the folders above are complete.`);
  return false;
}

/** Reads the fuses back from the packed binary: a fuse that only stands in a configuration file protects nobody. */
async function showFuses(): Promise<void> {
  const packages = join(root, 'dist/packages');
  const unpacked = readdirSync(packages).find((name) => name.endsWith('unpacked'));
  if (unpacked === undefined) return;
  const binary = ['banrimkwae-control-centre', 'Banrimkwae Control Centre.exe']
    .map((name) => join(packages, unpacked, name))
    .find((path) => existsSync(path));
  if (binary === undefined) return;
  const wire = await getCurrentFuseWire(binary);
  const blown = [FuseV1Options.RunAsNode, FuseV1Options.EnableNodeCliInspectArguments, FuseV1Options.OnlyLoadAppFromAsar];
  for (const fuse of blown) console.log(`fuse      ${FuseV1Options[fuse]}: ${wire[fuse] === 49 ? 'on' : 'off'}`);
}

await buildParts();
if (buildInstallers()) await showFuses();
else process.exitCode = 1;
