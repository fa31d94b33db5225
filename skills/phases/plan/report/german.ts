// A plan and what others say of it, in German.

export const PLAN_GERMAN: Readonly<Record<string, string>> = {
  // a plan
  'Draft {n} of {seat}, {digest}.': 'Entwurf {n} von {seat}, {digest}.',
  'Approved by a person, exactly as it is here.': 'Von einem Menschen genehmigt, genau in diesem Wortlaut.',
  'Approved without a person, because the task says `approvals: auto`.':
    'Ohne einen Menschen genehmigt, weil die Aufgabe `approvals: auto` sagt.',
  'Not approved.': 'Nicht genehmigt.',
  'This plan has not been judged yet.': 'Dieser Plan wurde noch nicht beurteilt.',
  'Goal': 'Ziel',
  'Option': 'Möglichkeit',
  'For it': 'Dafür',
  'Against it': 'Dagegen',
  'recommended': 'empfohlen',
  'none named': 'nichts genannt',
  'The plan is done when': 'Der Plan ist erfüllt, wenn',
  'Commands that it can run': 'Befehle, die er ausführen darf',
  'Stage': 'Stufe',
  'Waits for': 'Wartet auf',
  'Files': 'Dateien',
  'Owner': 'Wer',
  'Tools': 'Werkzeuge',
  'nothing': 'nichts',
  'It can start at once.': 'Sie kann sofort beginnen.',
  'It starts when {stages} is done.': 'Sie beginnt, wenn {stages} erledigt ist.',
  'Proved by': 'Nachgewiesen durch',
  'Requirement': 'Anforderung',
  'Covered by': 'Abgedeckt durch',
  'no stage': 'keine Stufe',
  // what others say of it
  'No voter disagrees with any item.': 'Niemand widerspricht einem Punkt.',
  'There are objections, but no item is rejected by more than half of its voters.':
    'Es gibt Widerspruch, und kein Punkt wird von mehr als der Hälfte derer abgelehnt, die ihn beurteilt haben.',
  'An item is rejected by more than half of its voters, so the plan cannot be approved as it is.':
    'Mehr als die Hälfte derer, die einen Punkt beurteilt haben, lehnt ihn ab. So kann er nicht genehmigt werden.',
  'No voter gave a usable verdict, so this says nothing about the plan.':
    'Niemand hat ein brauchbares Wort gesagt; über den Plan sagt das also nichts.',
  'Unchallenged: there was only one voter.': 'Unangefochten: Es gab nur eine Stimme.',
  'Item': 'Punkt',
  'State': 'Stand',
  'What it says': 'Was er sagt',
  'gave no usable verdict ({why})': 'gab kein brauchbares Wort ({why})',
  'Question': 'Frage',
  'Raised by': 'Gestellt von',
  'Blocks': 'Hält auf',
  'nobody': 'niemand',
  // the verdict on work
  'Verdict on the work': 'Urteil über die Arbeit',
  'Only rules looked, and rules cannot say whether the work is done.':
    'Nur Regeln haben geprüft, und Regeln können nicht sagen, ob die Arbeit getan ist.',
  'It covers findings that were confirmed or rechecked, and does not answer the request: nobody judged that.':
    'Er deckt bestätigte und nachgeprüfte Befunde ab und beantwortet die Anfrage nicht: Die hat niemand beurteilt.',
  'Accepted on conditions': 'Unter Bedingungen angenommen',
  'Blocked': 'Aufgehalten',
  'There is no objection to the work.': 'Gegen die Arbeit spricht nichts.',
  'Nothing blocks the work. A person should check the conditions.': 'Nichts hält die Arbeit auf. Ein Mensch sollte die Bedingungen prüfen.',
  'The blockers have to be fixed first.': 'Die Hindernisse müssen zuerst behoben werden.',
  'Blockers': 'Was sie aufhält',
  'Conditions': 'Bedingungen',
  '{n} blocker': '{n} Hindernis',
  '{n} blockers': '{n} Hindernisse',
  '{n} condition': '{n} Bedingung',
  '{n} conditions': '{n} Bedingungen',
  '{n} source changed while the work was verified.': '{n} Quelldatei änderte sich während der Prüfung.',
  '{n} sources changed while the work was verified.': '{n} Quelldateien änderten sich während der Prüfung.',
  'It is unknown whether the sources changed while the work was verified: {why}.':
    'Ob sich die Quelldateien während der Prüfung geändert haben, ist unbekannt: {why}.',
  'The sources did not change while the work was verified.': 'Die Quelldateien haben sich während der Prüfung nicht geändert.',
  // what became of a gate
  'answered': 'beantwortet',
  'at {time}': 'um {time}',
  'by the program': 'vom Programm',
  'by {who}': 'von {who}',
  'a person': 'einem Menschen',
  'not answered before the run ended': 'vor dem Ende des Laufs nicht beantwortet',
  'no answer yet; possible answers: {offers}': 'noch keine Antwort; mögliche Antworten: {offers}',
  'did not answer': 'hat nicht geantwortet',
};
