// Lines by which code that a test loads can end the test's program as a success, or put another program in its place.

import type { Marks } from './mark.ts';

const JAVASCRIPT: Marks = [
  /\bprocess\s*(?:\?\.|\.)\s*(?:exit|reallyExit)\s*(?:\?\.)?\(\s*0?\s*\)/,
  /\bprocess\.exitCode\s*=\s*0\b/,
  /\bprocess\.kill\(\s*process\.pid/,
  /\b(?:Deno|Bun)\.exit\(\s*0?\s*\)/,
  /\bprocess\.(?:exit|reallyExit|on|once)\s*=[^=]/,
  /\bprocess\.(?:on|once|prependListener)\(\s*["'`](?:exit|beforeExit|uncaughtException|unhandledRejection)/,
  /\bprocess\.execve\(/,
];

const PYTHON: Marks = [
  /\bos\._exit\(\s*0?\s*\)/,
  /\bsys\.exit\(\s*(?:0|None)?\s*\)/,
  /\braise\s+SystemExit\b(?:\(\s*(?:0|None)?\s*\)|(?!\())/,
  /(?<![\w.])(?:exit|quit)\(\s*0?\s*\)/,
  /\batexit\.register/,
  /\bsys\.(?:modules\[[^\]]*\]|excepthook)\s*=(?!=)/,
  /\bos\.exec[lv]p?e?\(/,
  /\bos\.posix_spawn/,
];

const OTHERS: Marks = [
  /\bos\.Exit\(\s*0\s*\)/,
  /\bsyscall\.Exec\(/,
  /\bprocess::exit\(\s*0\s*\)/,
  /\bSystem\.exit\(\s*0\s*\)/,
  /\bgetRuntime\(\)\.exit\(\s*0/,
  /\bRuntime\.getRuntime\(\)\.halt/,
  /\bEnvironment\.Exit\(\s*0\s*\)/,
  /\b_?exit\(\s*EXIT_SUCCESS\s*\)/,
  /\b_exit\(\s*0\s*\)/,
  /\b(?:quick_exit|_Exit)\(\s*0\s*\)/,
  /\bsyscall\(\s*\w*(?:exit|EXIT)/,
  /\b__asm__\b/,
  /\bexec[lv]p?e?\(\s*["']/,
  /\bat_exit\b/,
  /\bexit!/,
  /\bKernel\.exec\b/,
  /^\s*exec\s+["']\w/,
];

/** `exit` under another name. */
const RENAMED: Marks = [
  /\bprocess\s*\??\.?\[/,
  /\(\s*["'](?:node:)?process["']\s*\)\s*[.[]/,
  /\{[^{}]*\b(?:exit|reallyExit|execve)\b[^{}]*\}\s*=\s*(?:process\b|require\(\s*["'](?:node:)?process)/,
  /\{[^{}]*\b(?:exit|reallyExit|execve)\b[^{}]*\}\s*from\s*["'](?:node:)?process/,
  /\bReflect\.(?:get|apply)\(\s*process\b/,
  /\bprocess\.(?:exit|reallyExit)\.(?:call|apply|bind)\b/,
  /=\s*process\.(?:exit|reallyExit)\b(?!\s*[(.?])/,
  /\b(?:setTimeout|setImmediate|queueMicrotask|nextTick)\(\s*process\.(?:exit|reallyExit)\b/,
  /\bfrom\s+(?:os|sys)\s+import\b.*\b(?:_?exit|exec[lv]\w*)\b/,
  /\bgetattr\(\s*(?:os|sys)\s*,(?!\s*["'](?!_?exit|exec)\w+["'])(?!\s*\w+\s*[,)])/,
];

export const ENDS_THE_RUN: Marks = [...JAVASCRIPT, ...PYTHON, ...OTHERS, ...RENAMED];
