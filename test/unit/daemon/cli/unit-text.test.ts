// The LaunchAgent as a property list, read back: every word of it is as it was given, whatever characters it has. And what the
// systemd unit sets.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { agentText, unitText } from '../../../../daemon/cli/machine/unit-text.ts';
import { RESIDENT_ENVIRONMENT } from '../../../../runtime/resident/flags.ts';

type Value = string | boolean | Value[] | { [key: string]: Value };

/** Strict: an element that a property list does not have, or text where none can be, throws. */
function readPlist(text: string): Value {
  const tokens = text.replace(/^<\?xml[^>]*\?>\s*<!DOCTYPE plist PUBLIC "[^"]*" "[^"]*">\s*/, '').match(/<[^<>]+>|[^<>]+/g) ?? [];
  let at = 0;
  const skip = () => {
    while (/^\s*$/.test(tokens[at] ?? 'x')) at += 1;
  };
  const take = (wanted: string): void => {
    skip();
    if (tokens[at] !== wanted) throw new Error(`${wanted} instead of ${tokens[at]}`);
    at += 1;
  };
  const textOf = (tag: string): string => {
    take(`<${tag}>`);
    const found = tokens[at] === `</${tag}>` ? '' : (tokens[at++] ?? '');
    take(`</${tag}>`);
    return found.replace(/&(amp|lt|gt|quot);/g, (_, name: string) => ({ amp: '&', lt: '<', gt: '>', quot: '"' })[name] ?? '');
  };
  function value(): Value {
    skip();
    switch (tokens[at]) {
      case '<true/>':
      case '<false/>':
        return tokens[at++] === '<true/>';
      case '<array>': {
        const all: Value[] = [];
        for (take('<array>'), skip(); tokens[at] !== '</array>'; skip()) all.push(value());
        take('</array>');
        return all;
      }
      case '<dict>': {
        const all: Record<string, Value> = {};
        for (take('<dict>'), skip(); tokens[at] !== '</dict>'; skip()) all[textOf('key')] = value();
        take('</dict>');
        return all;
      }
      default:
        return textOf('string');
    }
  }
  take('<plist version="1.0">');
  const read = value();
  take('</plist>');
  return read;
}

test('has the documented keys, and the given words unchanged', () => {
  const odd = '/Users/m & <sons>/"bin" \'x\' ü';
  const service = { argv: [odd, 'up', '--foreground'], home: `${odd}/home`, path: `${odd}:/usr/bin`, environmentFile: '' };
  assert.equal(readPlist(agentText('dev.musterd.1', service)), {
    Label: 'dev.musterd.1',
    ProgramArguments: [odd, 'up', '--foreground'],
    EnvironmentVariables: { ...RESIDENT_ENVIRONMENT, PATH: `${odd}:/usr/bin`, MUSTER_HOME: `${odd}/home` },
    RunAtLoad: true,
    KeepAlive: { SuccessfulExit: false },
    AbandonProcessGroup: true,
    StandardErrorPath: `${odd}/home/daemon.err`,
  });
});

test('a daemon of systemd returns memory like one that `muster up` starts, unless the environment file says otherwise', () => {
  const text = unitText({ argv: ['/bin/muster'], home: '/home', path: '/usr/bin', environmentFile: '/home/service.env' });
  const set = [...text.matchAll(/^Environment=(\w+)=(.*)$/gm)].map(([, name, value]) => [name, value]);
  assert.equal(Object.fromEntries(set), RESIDENT_ENVIRONMENT);
  // systemd lets the file override the unit.
  assert.match(text, /^EnvironmentFile=-\/home\/service\.env$/m);
});

test('is read strictly', () => {
  for (const text of ['<plist version="1.0"><dict><key>a</key></dict></plist>', '<plist version="1.0"><string>a</plist>'])
    assert.throws(() => readPlist(text));
});

test.run();
