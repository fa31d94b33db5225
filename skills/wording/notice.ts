// The text of a notification, and ready-made commands for the programs that show it. Pure.

import { cut, oneLine } from './plain-text.ts';

export const NOTIFY_FORMS = ['notify-send', 'osascript', 'bell'] as const;

export type Notice = { event: 'gate' | 'end' | 'degraded' | 'quota'; run: string; title: string; text: string };

const LONGEST = 300;

/** The argv for this notice; undefined for the bell, which needs no command. Texts by others never start an option. */
export function noticeArgv(command: readonly string[], notice: Notice): string[] | undefined {
  const [form, ...others] = command;
  if (form === undefined || (form === 'bell' && others.length === 0)) return undefined;
  const whole = others.length > 0 ? command : (READY[form] ?? command);
  const values: Readonly<Record<string, string>> = {
    title: plain(notice.title),
    text: plain(notice.text),
    run: notice.run,
    event: notice.event,
  };
  return whole.map((it) => it.replace(/\{(title|text|run|event)\}/g, (_, name: string) => values[name] ?? ''));
}

const plain = (text: string): string => cut(oneLine(text), LONGEST);

const READY: Readonly<Record<string, readonly string[]>> = {
  'notify-send': ['notify-send', '--app-name=Muster', '--', '{title}', '{text}'],
  'osascript': [
    'osascript',
    '-e',
    'on run argv',
    '-e',
    'display notification (item 2 of argv) with title (item 1 of argv)',
    '-e',
    'end run',
    'Muster: {title}',
    '{text} ',
  ],
};
