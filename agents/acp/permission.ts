// Decides the permission requests of a program that speaks ACP. Pure. It may look at its checkout and write in its own folder. For
// a stage of a plan it may also change the files of the stage, and use what its tool profile allows. Anything that cannot be
// classified is refused.

import { cut } from '../../contracts/cut.ts';
import { pathTest } from '../../runtime/globs.ts';
import { segmentsOf } from '../looks/shell-words.ts';
import { textIn } from '../providers/printed.ts';
import { grantsOf } from '../tool-profile.ts';
import type { AcpTask } from './acp-task.ts';
import type { PermissionRequest } from './request.ts';

/** The requested path, and where it leads. */
export type RequestedPlace = { path: string; in: 'own' | 'prompt' | 'elsewhere' } | { path: string; in: 'checkout'; as: string };

export type Ruling =
  | { granted: true; optionId: string }
  /** Without an option, the answer is that the request was cancelled. */
  | { granted: false; optionId: string | undefined; because: string };

export function ruleOn(request: PermissionRequest, places: readonly RequestedPlace[], errand: AcpTask): Ruling {
  const because = refusalOf(request, places, errand);
  const option = (kind: string) => request.options.find((it) => it.kind === kind)?.id;
  // Never permanently: later requests have not been examined.
  const once = option('allow_once');
  if (because === undefined && once !== undefined) return { granted: true, optionId: once };
  return {
    granted: false,
    optionId: option('reject_once') ?? option('reject_always'),
    because: because ?? 'it cannot be given for this once only',
  };
}

/** Everything that it does must be allowed; what it does not say is assumed to be the worst. */
function refusalOf(request: PermissionRequest, places: readonly RequestedPlace[], errand: AcpTask): string | undefined {
  if (request.more) return 'it names more than can be looked at';
  const [first = 'other', ...others] = kindsOf(request);
  const outside = places.find((it) => it.in === 'elsewhere');
  if (outside) return `${shown(outside.path)} is outside the allowed folders`;
  return [first, ...others].map((kind) => refusalOfKind(kind, request, places, errand)).find((it) => it !== undefined);
}

/** opencode asks for permission to enter a folder; what it does there is covered by the kind of the call itself, or by further requests. */
const ENTERS = 'external_directory';

function kindsOf({ kinds, title }: PermissionRequest): string[] {
  if (title !== ENTERS) return kinds;
  const others = kinds.filter((it) => it !== 'other');
  return others.length > 0 ? others : ['read'];
}

function refusalOfKind(kind: string, { input }: PermissionRequest, places: readonly RequestedPlace[], errand: AcpTask): string | undefined {
  const grants = errand.kind === 'stage' ? grantsOf(errand.tools) : { shell: false, web: false, agents: false };
  switch (kind) {
    case 'read':
    case 'search':
      return places.length === 0 ? NO_PATH : undefined;
    case 'execute':
      return grants.shell || (errand.kind === 'reading' && isOurs(input)) ? undefined : withheld(errand, 'a shell');
    case 'fetch':
      return grants.web ? undefined : withheld(errand, 'the web');
    case 'think':
      return grants.agents || Object.keys(input).length === 0 ? undefined : withheld(errand, 'agents of its own');
    case 'switch_mode':
      return 'it is not for the program to change its own mode';
    default:
      // `edit`, `delete`, `move`, and unknown kinds.
      if (places.length === 0) return NO_PATH;
      return places.map((place) => refusalOfChange(place, errand)).find((it) => it !== undefined);
  }
}

const NO_PATH = 'it names no path';

function withheld(errand: AcpTask, what: string): string {
  return errand.kind === 'stage' ? `the tool profile of the stage does not give ${what}` : `a reader is not given ${what}`;
}

function refusalOfChange(place: RequestedPlace, errand: AcpTask): string | undefined {
  switch (place.in) {
    case 'own':
      return undefined;
    case 'checkout': {
      if (errand.kind === 'reading') return `${shown(place.path)} is only to be read`;
      const inside = errand.files.length > 0 && pathTest(errand.files)(place.as);
      if (inside && !place.as.split('/').some((it) => it.toLowerCase() === '.git')) return undefined;
      return `${shown(place.path)} is none of the files that the stage may change`;
    }
    case 'prompt':
    case 'elsewhere':
      return `${shown(place.path)} is outside the allowed folders`;
  }
}

const COMMANDS = ['beat', 'check-result'];

/** A single Muster command that workers are told to use, with nothing before, after or around it. */
function isOurs(input: PermissionRequest['input']): boolean {
  const command = textIn(input, 'command') ?? '';
  const [only, ...others] = segmentsOf(command);
  const [program, subject = ''] = only?.words ?? [];
  return others.length === 0 && program === 'muster' && COMMANDS.includes(subject) && !/[`$<>&|;()\n\r]/.test(command);
}

/** Text of the program, on one line, so that it cannot be mistaken for one of our own lines. */
const shown = (path: string): string => cut(path.replace(/[\s\p{Cc}]+/gu, ' ').trim(), 300);
