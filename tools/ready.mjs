// Makes a fresh machine ready: `node tools/ready.mjs build|test`.
// Plain Node without dependencies, because it runs before there are any. Quiet when nothing is to be done; progress on stderr.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const lock = join(root, '.ready.lock');
const builtStamp = join(root, 'node_modules', '.cache', 'rollcall-built');
const workspaces = ['packages', 'services'].flatMap(listFolders);
const buildInputs = [
  'package-lock.json',
  ...workspaces.flatMap((path) =>
    ['package.json', 'tsdown.config.ts', 'bundled-licenses.ts', 'src'].map((name) => `${path}/${name}`),
  ),
];
const buildOutputs = [
  'packages/rollcall/dist/cli.mjs',
  'packages/rollcall/dist/index.mjs',
  ...workspaces.filter((path) => existsSync(join(root, path, 'tsdown.config.ts'))).map((path) => `${path}/dist`),
];

const oldestNode = [20, 19];
const oldestGit = [2, 32];
const heartbeat = 1_000;
const staleAfter = 15_000;

await main(process.argv[2]);

async function main(purpose) {
  if (purpose !== 'build' && purpose !== 'test') stop('usage: node tools/ready.mjs build|test', 2);
  requireVersions();
  if (isInstalled() && (purpose === 'test' || isBuilt())) return;
  await alone(async () => {
    if (!isInstalled()) await install();
    if (purpose === 'build' && !isBuilt()) await build();
  });
}

function requireVersions() {
  if (isOlder(process.versions.node, oldestNode)) {
    stop(
      `Node ${oldestNode.join('.')} or newer is needed; this is ${process.versions.node}. See https://nodejs.org/en/download`,
      2,
    );
  }
  const git = spawnSync('git', ['--version'], { encoding: 'utf8' });
  const version = /\d+(?:\.\d+)+/.exec(git.stdout ?? '')?.[0];
  if (git.error || version === undefined) stop('git is needed and was not found. See https://git-scm.com/downloads', 2);
  if (isOlder(version, oldestGit)) stop(`git ${oldestGit.join('.')} or newer is needed; this is ${version}.`, 2);
}

function isOlder(version, [major, minor]) {
  const [ownMajor = 0, ownMinor = 0] = version.split('.').map(Number);
  return ownMajor < major || (ownMajor === major && ownMinor < minor);
}

/**
 * Whether node_modules holds what package-lock.json says. npm's own record of an install is its last step, so an install that was cut
 * short has none; but npm also writes it without installing (`--package-lock-only`), so each package is looked at too.
 */
function isInstalled() {
  const recorded = readPackages(join(root, 'node_modules', '.package-lock.json'));
  const locked = readPackages(join(root, 'package-lock.json'));
  if (!locked) stop('package-lock.json is missing or is not JSON.', 2);
  if (!recorded) return false;
  const isLocked = ([path, entry]) => {
    const wanted = locked.get(path);
    return (
      wanted?.version === entry.version &&
      wanted?.integrity === entry.integrity &&
      fitsMachine(entry) &&
      isThere(path, entry)
    );
  };
  const mayBeAbsent = ([path, entry]) => path === '' || entry.optional || entry.devOptional;
  return [...recorded].every(isLocked) && [...locked].every((entry) => mayBeAbsent(entry) || recorded.has(entry[0]));
}

function isThere(path, { version, link }) {
  try {
    const manifest = JSON.parse(readFileSync(join(root, path, 'package.json'), 'utf8'));
    return link === true || version === undefined || manifest.version === version;
  } catch {
    return false;
  }
}

function readPackages(path) {
  try {
    return new Map(Object.entries(JSON.parse(readFileSync(path, 'utf8')).packages));
  } catch {
    return null;
  }
}

function fitsMachine({ os, cpu }) {
  return (!os || os.includes(process.platform)) && (!cpu || cpu.includes(process.arch));
}

function isBuilt() {
  if (!buildOutputs.every((path) => existsSync(join(root, path)))) return false;
  try {
    return readFileSync(builtStamp, 'utf8') === hashInputs();
  } catch {
    return false;
  }
}

function hashInputs() {
  const hash = createHash('sha256');
  for (const path of buildInputs.flatMap(listFiles))
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(root, path)))
      .update('\0');
  return hash.digest('hex');
}

function listFolders(path) {
  const full = join(root, path);
  if (!existsSync(full)) return [];
  const folders = readdirSync(full, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders.map(({ name }) => `${path}/${name}`).sort();
}

function listFiles(path) {
  const full = join(root, path);
  if (!existsSync(full)) return [];
  if (!statSync(full).isDirectory()) return [path];
  return readdirSync(full)
    .sort()
    .flatMap((name) => listFiles(`${path}/${name}`));
}

async function install() {
  say('installing dependencies (npm ci) …');
  await run(
    'npm',
    ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
    'npm ci failed; it needs the npm registry once.',
  );
}

async function build() {
  say('building …');
  const inputs = hashInputs();
  await run('npm', ['run', '--silent', 'build'], 'the build failed.');
  mkdirSync(dirname(builtStamp), { recursive: true });
  writeFileSync(builtStamp, inputs);
}

/** Output goes to stderr, so that stdout stays the caller's. */
async function run(command, args, failure) {
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' });
  const code = await new Promise((resolve) => {
    child.on('error', () => resolve(127));
    child.on('exit', (status) => resolve(status ?? 1));
  });
  if (code !== 0) {
    rmSync(lock, { force: true });
    stop(failure, 1);
  }
}

/** Runs `work` while no other run does; a lock whose owner died stops being renewed and is taken over. */
async function alone(work) {
  let told = false;
  while (!takeLock()) {
    if (!told) say('waiting for another run to finish …');
    told = true;
    dropStaleLock();
    await wait(200);
  }
  const renewal = setInterval(() => touch(lock), heartbeat);
  try {
    await work();
  } finally {
    clearInterval(renewal);
    rmSync(lock, { force: true });
  }
}

function takeLock() {
  try {
    writeFileSync(lock, '', { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Moved aside before it is judged, so that two waiting runs cannot both remove it; a live one is put back. */
function dropStaleLock() {
  if (!isStale(lock)) return;
  const aside = `${lock}.${process.pid}`;
  try {
    renameSync(lock, aside);
    if (!isStale(aside)) linkSync(aside, lock);
  } catch {
    // Another run took it first.
  }
  rmSync(aside, { force: true });
}

function isStale(path) {
  try {
    return Date.now() - statSync(path).mtimeMs > staleAfter;
  } catch {
    return false;
  }
}

function touch(path) {
  try {
    utimesSync(path, new Date(), new Date());
  } catch {
    // Removed from outside; the end of the run removes it without complaint too.
  }
}

function say(text) {
  process.stderr.write(`${text}\n`);
}

function stop(text, code) {
  say(text);
  process.exit(code);
}
