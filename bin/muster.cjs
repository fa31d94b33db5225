#!/usr/bin/env node
// The one program of the package. It runs on Node 12 and later, so that a user with an old Node reads a sentence and not a syntax error.
// It looks for a Node 24 on this machine and starts the command line with it.

'use strict';

const NEEDED = 24;
const args = process.argv.slice(2);

if (args.length === 1 && (args[0] === '--version' || args[0] === '-v')) {
  // Nothing is loaded for this: not the program, not even a path.
  process.stdout.on('error', (error) => {
    if (error.code === 'EPIPE') return;
    process.stderr.write(`muster: cannot write to standard output: ${error.message}\n`);
    process.exitCode = 1;
  });
  process.stdout.write(`${require('../package.json').version}\n`);
} else {
  const fs = require('fs');
  const path = require('path');
  const source = path.join(__dirname, '..', 'daemon', 'cli', 'main.ts');
  const dist = path.join(__dirname, '..', 'dist');
  // What `main.js` would load. Without modules Node starts sooner.
  const built = path.join(dist, 'built', 'daemon-cli-main.cjs');
  const program = fs.existsSync(source) ? source : path.join(dist, 'daemon', 'cli', 'main.js');
  const compiled = compiledIn(fs, path);
  if (parseInt(process.versions.node, 10) >= NEEDED) {
    if (compiled) require('module').enableCompileCache(compiled);
    if (program !== source && fs.existsSync(built)) require(built);
    else void import(require('url').pathToFileURL(program).href);
  } else {
    const { findNode } = require('./find-node.cjs');
    underNewerNode(program, findNode(NEEDED), compiled);
  }
}

/** What was compiled is kept in the home, where there is one: a command starts sooner, and `muster uninstall` finds it. */
function compiledIn(fs, path) {
  const { MUSTER_HOME, HOME } = process.env;
  // Nothing that is run is taken from a folder that only happens to be the one the command is given in.
  if (!MUSTER_HOME && !path.isAbsolute(HOME || '')) return undefined;
  const home = MUSTER_HOME || path.join(HOME, '.muster');
  if (process.env.NODE_COMPILE_CACHE || args.includes('uninstall') || !fs.existsSync(path.join(home, 'ledger.db'))) return undefined;
  return path.join(home, 'compiled');
}

function underNewerNode(program, binary, compiled) {
  if (!binary) return refuse();
  // It stands between an agent and its server, so it goes by the name by which the daemon finds whose server it is.
  if (args[0] === 'mcp') process.title = 'muster-mcp';
  const child = require('child_process').spawn(binary, [program].concat(args), {
    stdio: 'inherit',
    // The program takes it out of its environment again.
    env: compiled ? Object.assign({}, process.env, { NODE_COMPILE_CACHE: compiled }) : process.env,
  });
  const atTerminal = [0, 1, 2].some((fd) => require('tty').isatty(fd));
  const heard = ['SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGHUP'];
  const passOn = (signal) => {
    // What the terminal sends, it sends to both; the child would take a second one as impatience.
    if (!atTerminal || (signal !== 'SIGINT' && signal !== 'SIGQUIT')) child.kill(signal);
  };
  for (const signal of heard) process.on(signal, passOn);
  child.on('error', refuse);
  child.on('exit', (code, signal) => {
    for (const each of heard) process.removeListener(each, passOn);
    if (signal) process.kill(process.pid, signal);
    else process.exitCode = code;
  });
}

function refuse() {
  const have = process.versions.node.split('.').slice(0, 2).join('.');
  const way = `npx -y -p node@${NEEDED} -p musterd muster demo`;
  process.stderr.write(`muster needs Node ${NEEDED}, this is ${have}; without changing yours: ${way}\n`);
  process.exitCode = 3;
}
