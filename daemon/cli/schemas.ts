// Every contract that somebody outside may read or write, by the name it has in the documentation.

import type { z } from 'zod';
import { AgentFront, Seat } from '../../contracts/agent.ts';
import { Base } from '../../contracts/base.ts';
import { Command } from '../../contracts/command.ts';
import { Config } from '../../contracts/config.ts';
import { ControlRequest, DaemonStatus } from '../../contracts/control.ts';
import { CanonicalFinding, Convergence } from '../../contracts/convergence.ts';
import { DismissedFile } from '../../contracts/dismissal.ts';
import { EventEnvelope } from '../../contracts/event.ts';
import { Evidence, Finding, Verdict } from '../../contracts/finding.ts';
import { Gate } from '../../contracts/gate.ts';
import { ErrorLine, Heartbeat } from '../../contracts/heartbeat.ts';
import { HOUSE_EVENTS } from '../../contracts/house-event.ts';
import { Manifest } from '../../contracts/manifest.ts';
import { NarrativeBlock } from '../../contracts/narrative.ts';
import { Plan } from '../../contracts/plan.ts';
import { Report } from '../../contracts/report.ts';
import { Result } from '../../contracts/result.ts';
import { RUN_EVENTS } from '../../contracts/run-event.ts';
import { RunView } from '../../contracts/run-view.ts';
import { TaskFront } from '../../contracts/task.ts';
import { TemplateFile } from '../../contracts/template.ts';
import { Usage } from '../../contracts/usage.ts';

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
  'template': TemplateFile,
  'config': Config,
  'base': Base,
  'gate': Gate,
  'usage': Usage,
  'heartbeat': Heartbeat,
  'error-line': ErrorLine,
  'event': EventEnvelope,
  'command': Command,
  'control-request': ControlRequest,
  'daemon-status': DaemonStatus,
};

/** The payloads; `event` is what they travel in. The house has an `effect.failed` of the same form as a run's. */
export const EVENTS: Readonly<Record<string, z.ZodType>> = { ...HOUSE_EVENTS, ...RUN_EVENTS };
