// A plan and what others say of it, in French.

export const PLAN_FRENCH: Readonly<Record<string, string>> = {
  // a plan
  'Draft {n} of {seat}, {digest}.': 'Ébauche {n} de {seat}, {digest}.',
  'Approved by a person, exactly as it is here.': 'Approuvé par une personne, exactement comme il est ici.',
  'Approved without a person, because the task says `approvals: auto`.': 'Approuvé sans personne, car la tâche dit `approvals: auto`.',
  'Not approved.': 'Pas approuvé.',
  'This plan has not been judged yet.': 'Ce plan n’a pas encore été jugé.',
  'Goal': 'But',
  'Option': 'Option',
  'For it': 'Pour',
  'Against it': 'Contre',
  'recommended': 'recommandée',
  'none named': 'rien de nommé',
  'The plan is done when': 'Le plan est accompli quand',
  'Commands that it can run': 'Commandes qu’il peut exécuter',
  'Stage': 'Étape',
  'Waits for': 'Attend',
  'Files': 'Fichiers',
  'Owner': 'Responsable',
  'Tools': 'Outils',
  'nothing': 'rien',
  'It can start at once.': 'Elle peut commencer tout de suite.',
  'It starts when {stages} is done.': 'Elle commence quand {stages} est faite.',
  'Proved by': 'Prouvé par',
  'Requirement': 'Exigence',
  'Covered by': 'Couverte par',
  'no stage': 'aucune étape',
  // what others say of it
  'No voter disagrees with any item.': 'Aucun votant ne s’oppose à un point.',
  'There are objections, but no item is rejected by more than half of its voters.':
    'Il y a des objections, mais aucun point n’est refusé par plus de la moitié de ses votants.',
  'An item is rejected by more than half of its voters, so the plan cannot be approved as it is.':
    'Un point est refusé par plus de la moitié de ses votants ; le plan ne peut donc pas être approuvé tel quel.',
  'No voter gave a usable verdict, so this says nothing about the plan.':
    'Aucun votant n’a donné de verdict utilisable ; cela ne dit donc rien du plan.',
  'Unchallenged: there was only one voter.': 'Sans contradiction : il n’y avait qu’un votant.',
  'Item': 'Point',
  'State': 'État',
  'What it says': 'Ce qu’il dit',
  'gave no usable verdict ({why})': 'n’a pas donné de verdict utilisable ({why})',
  'Question': 'Question',
  'Raised by': 'Signalé par',
  'Blocks': 'Bloque',
  'nobody': 'personne',
  // the verdict on work
  'Verdict on the work': 'Verdict sur le travail',
  'Only rules looked, and rules cannot say whether the work is done.':
    'Seules des règles ont regardé, et des règles ne peuvent pas dire si le travail est fait.',
  'It covers findings that were confirmed or rechecked, and does not answer the request: nobody judged that.':
    'Il couvre les constats confirmés ou revérifiés, et ne répond pas à la demande : personne ne l’a jugée.',
  'Accepted on conditions': 'Accepté sous conditions',
  'Blocked': 'Bloqué',
  'There is no objection to the work.': 'Il n’y a pas d’objection au travail.',
  'Nothing blocks the work. A person should check the conditions.':
    'Rien ne bloque le travail. Une personne devrait vérifier les conditions.',
  'The blockers have to be fixed first.': 'Les points bloquants doivent d’abord être corrigés.',
  'Blockers': 'Points bloquants',
  'Conditions': 'Conditions',
  '{n} blocker': '{n} point bloquant',
  '{n} blockers': '{n} points bloquants',
  '{n} condition': '{n} condition',
  '{n} conditions': '{n} conditions',
  '{n} source changed while the work was verified.': '{n} source a changé pendant la vérification du travail.',
  '{n} sources changed while the work was verified.': '{n} sources ont changé pendant la vérification du travail.',
  'It is unknown whether the sources changed while the work was verified: {why}.':
    'On ne sait pas si les sources ont changé pendant la vérification du travail : {why}.',
  'The sources did not change while the work was verified.': 'Les sources n’ont pas changé pendant la vérification du travail.',
  // what became of a gate
  'answered': 'répondu',
  'at {time}': 'à {time}',
  'by the program': 'par le programme',
  'by {who}': 'par {who}',
  'a person': 'une personne',
  'not answered before the run ended': 'sans réponse avant la fin de l’exécution',
  'no answer yet; possible answers: {offers}': 'pas encore de réponse ; réponses possibles : {offers}',
  'did not answer': 'n’a pas répondu',
};
