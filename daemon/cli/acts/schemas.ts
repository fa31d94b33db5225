// Every contract that other programs may read or write, by its documented name.

import { Config } from '../../../contracts/config.ts';
import { ControlRequest, DaemonStatus } from '../../../contracts/control.ts';
import { EventEnvelope } from '../../../contracts/event.ts';
import { CanonicalFinding, Convergence } from '../../../contracts/findings/convergence.ts';
import { DismissedFile } from '../../../contracts/findings/dismissal.ts';
import { Evidence, Finding, Verdict } from '../../../contracts/findings/finding.ts';
import { HOUSE_EVENTS } from '../../../contracts/house-event.ts';
import { Plan } from '../../../contracts/plan/plan.ts';
import { RerunBatch } from '../../../contracts/rerun.ts';
import { Base } from '../../../contracts/run/base.ts';
import { Command } from '../../../contracts/run/command.ts';
import { Gate } from '../../../contracts/run/gate.ts';
import { Manifest } from '../../../contracts/run/manifest.ts';
import { Report } from '../../../contracts/run/report.ts';
import { RunError } from '../../../contracts/run/run-error.ts';
import { RunView } from '../../../contracts/run/run-view.ts';
import type * as z from '../../../contracts/schema.ts';
import { AgentFront, Seat } from '../../../contracts/task/agent.ts';
import { TaskFront } from '../../../contracts/task/task.ts';
import { Usage } from '../../../contracts/usage.ts';
import { ErrorLine, Heartbeat } from '../../../contracts/work/heartbeat.ts';
import { NarrativeBlock } from '../../../contracts/work/narrative.ts';
import { Result } from '../../../contracts/work/result.ts';
import { RUN_EVENTS } from '../../../skills/phases/events.ts';
import { WrittenTemplate } from '../../../skills/phases/table.ts';

export const DOCUMENTS: Readonly<Record<string, z.ZodType>> = {
  'task': TaskFront,
  'result': Result,
  'finding': Finding,
  'verdict': Verdict,
  'evidence': Evidence,
  'narrative': NarrativeBlock,
  'plan': Plan,
  'report': Report,
  'manifest': Manifest,
  'run': RunView,
  'convergence': Convergence,
  'canonical-finding': CanonicalFinding,
  'dismissed': DismissedFile,
  'agent': AgentFront,
  'seat': Seat,
  'template': WrittenTemplate,
  'config': Config,
  'base': Base,
  'gate': Gate,
  'usage': Usage,
  'heartbeat': Heartbeat,
  'error-line': ErrorLine,
  'run-error': RunError,
  'rerun': RerunBatch,
  'event': EventEnvelope,
  'command': Command,
  'control-request': ControlRequest,
  'daemon-status': DaemonStatus,
};

/** The payloads; `event` is their envelope. `effect.failed` has the same form in a run and in the house. */
export const EVENTS: Readonly<Record<string, z.ZodType>> = { ...HOUSE_EVENTS, ...RUN_EVENTS };
