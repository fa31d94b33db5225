// Finds a Node that is new enough on this machine: the one that came with this package, those on the PATH, those of common version
// managers, and one in the home. The first that fits is used. This file must run on Node 12 and later.

'use strict';

const fs = require('fs');
const os = require('os');
const path = require('path');

/** The path of a Node whose major version is at least the given one, or undefined. */
exports.findNode = (least) => packaged(least) || onPath(least) || managed(least) || inHome(least);

/** The user's folder; never one in the folder that the command is given in, whose programs may be anybody's. */
function userFolder() {
  try {
    return path.isAbsolute(os.homedir()) ? os.homedir() : os.userInfo().homedir;
  } catch (_) {
    return '/';
  }
}

/** The optional dependency for this system, or the package `node` where somebody installed it beside us. */
function packaged(least) {
  for (const name of [`node-${process.platform}-${process.arch}`, `node-bin-${process.platform}-${process.arch}`, 'node']) {
    try {
      const manifest = require.resolve(`${name}/package.json`);
      const binary = path.join(path.dirname(manifest), 'bin', 'node');
      if (isEnough(require(manifest).version, least) && isProgram(binary)) return binary;
    } catch (_) {
      // Not installed.
    }
  }
  return undefined;
}

function onPath(least) {
  const seen = new Set([real(process.execPath)]);
  for (const folder of (process.env.PATH || '').split(path.delimiter)) {
    const binary = real(path.join(folder || '.', 'node'));
    if (binary === undefined || seen.has(binary) || !isProgram(binary)) continue;
    seen.add(binary);
    if (saysEnough(binary, least)) return binary;
  }
  return undefined;
}

/** Folders whose names are versions, and where the program is in each. */
function managed(least) {
  const home = userFolder();
  const env = process.env;
  const data = env.XDG_DATA_HOME || path.join(home, '.local', 'share');
  const places = [
    [path.join(env.NVM_DIR || path.join(home, '.nvm'), 'versions', 'node'), 'bin/node'],
    [path.join(env.FNM_DIR || path.join(data, 'fnm'), 'node-versions'), 'installation/bin/node'],
    [path.join(home, 'Library', 'Application Support', 'fnm', 'node-versions'), 'installation/bin/node'],
    [path.join(env.VOLTA_HOME || path.join(home, '.volta'), 'tools', 'image', 'node'), 'bin/node'],
    [path.join(env.MISE_DATA_DIR || path.join(data, 'mise'), 'installs', 'node'), 'bin/node'],
    [path.join(env.ASDF_DATA_DIR || path.join(home, '.asdf'), 'installs', 'nodejs'), 'bin/node'],
    [path.join(env.NODENV_ROOT || path.join(home, '.nodenv'), 'versions'), 'bin/node'],
    [path.join(env.N_PREFIX || '/usr/local', 'n', 'versions', 'node'), 'bin/node'],
    ['/opt/homebrew/Cellar/node', 'bin/node'],
    [`/opt/homebrew/Cellar/node@${least}`, 'bin/node'],
    [`/usr/local/Cellar/node@${least}`, 'bin/node'],
  ];
  for (const [folder, within] of places) {
    const versions = namesIn(folder).filter((name) => isEnough(name, least));
    // The lowest major that fits is the one that was tested most, and of it the newest.
    versions.sort((a, b) => major(a) - major(b) || b.localeCompare(a, undefined, { numeric: true }));
    const binary = versions.map((name) => path.join(folder, name, within)).find(isProgram);
    if (binary !== undefined) return binary;
  }
  return undefined;
}

/** For machines without any of these: a Node that somebody unpacked there. */
function inHome(least) {
  const binary = path.join(process.env.MUSTER_HOME || path.join(userFolder(), '.muster'), 'node', 'bin', 'node');
  return isProgram(binary) && saysEnough(binary, least) ? binary : undefined;
}

function saysEnough(binary, least) {
  const said = require('child_process').spawnSync(binary, ['--version'], { encoding: 'utf8', timeout: 5000 });
  return said.status === 0 && isEnough(said.stdout, least);
}

const major = (version) => parseInt(String(version).replace(/^\s*v/, ''), 10);
const isEnough = (version, least) => major(version) >= least;

function isProgram(file) {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch (_) {
    return false;
  }
}

function real(file) {
  try {
    return fs.realpathSync(file);
  } catch (_) {
    return undefined;
  }
}

function namesIn(folder) {
  try {
    return fs.readdirSync(folder);
  } catch (_) {
    return [];
  }
}
