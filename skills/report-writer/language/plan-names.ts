// The headings of a plan in other languages; a translation follows the English words in parentheses.

import type { PART_HEADINGS, PlanHeading } from '../../../validators/plan/plan-headings.ts';

export type PlanName =
  | PlanHeading
  | (typeof PART_HEADINGS)[keyof typeof PART_HEADINGS]
  | 'Stage Map'
  | 'Implementation Plan'
  | 'Plan Body Verification'
  | 'Dissent'
  | 'Clarifications';

export const PLAN_NAMES: Readonly<Record<string, Readonly<Record<PlanName, string>>>> = {
  de: {
    '5.4 Implementation Plan Deliverables': 'Der Umsetzungsplan',
    '5.5 Stage Map': 'Übersicht der Stufen',
    'Stage Map': 'Übersicht der Stufen',
    'Implementation Plan': 'Umsetzungsplan',
    'Option Candidates': 'Möglichkeiten',
    'Trade-off': 'Abwägung',
    'Recommended Option': 'Empfehlung',
    'Requirement Coverage': 'Abgedeckte Anforderungen',
    'Validation Checklist': 'Prüfliste',
    'Rollback': 'Rücknahme',
    'Stage Steps': 'Schritte',
    'Dependency': 'Abhängigkeit',
    'Stage Validation': 'Nachweis',
    'Stage Exit Contract': 'Was danach gilt',
    'Plan Body Verification': 'Prüfung des Plans',
    'Dissent': 'Widerspruch',
    'Clarifications': 'Zu klären',
  },
  fr: {
    '5.4 Implementation Plan Deliverables': 'Le plan de mise en œuvre',
    '5.5 Stage Map': 'Vue d’ensemble des étapes',
    'Stage Map': 'Vue d’ensemble des étapes',
    'Implementation Plan': 'Plan de mise en œuvre',
    'Option Candidates': 'Options',
    'Trade-off': 'Arbitrage',
    'Recommended Option': 'Option recommandée',
    'Requirement Coverage': 'Exigences couvertes',
    'Validation Checklist': 'Liste de contrôle',
    'Rollback': 'Retour en arrière',
    'Stage Steps': 'Pas à faire',
    'Dependency': 'Dépendance',
    'Stage Validation': 'Validation',
    'Stage Exit Contract': 'Ce qui vaut ensuite',
    'Plan Body Verification': 'Examen du plan',
    'Dissent': 'Désaccord',
    'Clarifications': 'Points à clarifier',
  },
  es: {
    '5.4 Implementation Plan Deliverables': 'El plan de implementación',
    '5.5 Stage Map': 'Mapa de etapas',
    'Stage Map': 'Mapa de etapas',
    'Implementation Plan': 'Plan de implementación',
    'Option Candidates': 'Opciones',
    'Trade-off': 'Ventajas e inconvenientes',
    'Recommended Option': 'Opción recomendada',
    'Requirement Coverage': 'Requisitos cubiertos',
    'Validation Checklist': 'Lista de comprobación',
    'Rollback': 'Marcha atrás',
    'Stage Steps': 'Pasos',
    'Dependency': 'Dependencia',
    'Stage Validation': 'Validación',
    'Stage Exit Contract': 'Lo que vale después',
    'Plan Body Verification': 'Examen del plan',
    'Dissent': 'Desacuerdo',
    'Clarifications': 'Por aclarar',
  },
};
