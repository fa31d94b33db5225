// A plan and what others say of it, in German.

export const PLAN_GERMAN: Readonly<Record<string, string>> = {
  // a plan
  'Draft {n} of {seat}, {digest}.': 'Entwurf {n} von {seat}, {digest}.',
  'Approved by a person, as exactly these bytes.': 'Von einem Menschen genehmigt, genau in diesem Wortlaut.',
  'Approved without a person, because the task says `approvals: auto`.':
    'Ohne einen Menschen genehmigt, weil die Aufgabe `approvals: auto` sagt.',
  'Not approved.': 'Nicht genehmigt.',
  'Nobody has judged this plan yet.': 'Diesen Plan hat noch niemand beurteilt.',
  'Goal': 'Ziel',
  'Option': 'Möglichkeit',
  'For it': 'Dafür',
  'Against it': 'Dagegen',
  'recommended': 'empfohlen',
  'none named': 'nichts genannt',
  'The plan is done when': 'Der Plan ist erfüllt, wenn',
  'Commands that it may run': 'Befehle, die er ausführen darf',
  'Stage': 'Stufe',
  'Waits for': 'Wartet auf',
  'Files': 'Dateien',
  'Owner': 'Wer',
  'Tools': 'Werkzeuge',
  'nothing': 'nichts',
  'It may begin at once.': 'Sie kann sofort beginnen.',
  'It begins when {stages} is done.': 'Sie beginnt, wenn {stages} erledigt ist.',
  'Proved by': 'Nachgewiesen durch',
  'Requirement': 'Anforderung',
  'Covered by': 'Abgedeckt durch',
  'no stage': 'keine Stufe',
  // what others say of it
  'Nobody disagrees with any item.': 'Niemand widerspricht einem Punkt.',
  'Somebody disagrees, and no item is rejected by more than half of those who judged it.':
    'Es gibt Widerspruch, und kein Punkt wird von mehr als der Hälfte derer abgelehnt, die ihn beurteilt haben.',
  'More than half of those who judged an item reject it. It cannot be approved as it is.':
    'Mehr als die Hälfte derer, die einen Punkt beurteilt haben, lehnt ihn ab. So kann er nicht genehmigt werden.',
  'Nobody gave a usable word, so this says nothing of the plan.':
    'Niemand hat ein brauchbares Wort gesagt; über den Plan sagt das also nichts.',
  'Unchallenged: there was one voter in all.': 'Unangefochten: Es gab nur eine Stimme.',
  'Item': 'Punkt',
  'State': 'Stand',
  'What it says': 'Was er sagt',
  'gave no usable word ({why})': 'gab kein brauchbares Wort ({why})',
  'Question': 'Frage',
  'Raised by': 'Gestellt von',
  'Blocks': 'Hält auf',
  'nobody': 'niemand',
  'did not answer': 'hat nicht geantwortet',
};
