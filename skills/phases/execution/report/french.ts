// The stages of a plan that was carried out, in French.

export const STAGES_FRENCH: Readonly<Record<string, string>> = {
  'Stages': 'Étapes',
  '{verified} of {stages} verified': '{verified} sur {stages} vérifiées',
  '{n} stage': '{n} étape',
  '{n} stages': '{n} étapes',
  'no test shows it; the approved plan asks for none ({why})': 'aucun test ne le montre ; le plan approuvé n’en demande aucun ({why})',
  'a person accepted it as it is': 'une personne l’a acceptée telle quelle',
  'The plan of {run}. B is the base, T the base with the tests and build files of the work, H the work itself.':
    'Le plan de {run}. B est la base, T la base avec les tests et les fichiers de construction du travail, H le travail lui-même.',
  '{n} attempt': '{n} tentative',
  'What nobody proved': 'Ce que personne n’a prouvé',
  'Everything that the plan asks for was proved.': 'Tout ce que le plan demande a été prouvé.',
  'All validators pass on {stages} put together ({head}).': 'Toutes les vérifications passent sur {stages} réunies ({head}).',
  'Put together, the stages are red: {stage} breaks {other}.': 'Réunies, les étapes sont rouges : {stage} casse {other}.',
  'Put together, the stages are red.': 'Réunies, les étapes sont rouges.',
  'the stages before it': 'les étapes précédentes',
  'The stages cannot be put together: {stage} conflicts with {other}.':
    'Les étapes ne peuvent pas être réunies : {stage} est en conflit avec {other}.',
  'What the stages come to together could not be proved.': 'Ce que donnent les étapes ensemble n’a pas pu être prouvé.',
  'The stages are being put together.': 'Les étapes sont en train d’être réunies.',
  'Met, but nothing shows that the work did it: {criterion}': 'Rempli, mais rien ne montre que c’est grâce au travail : {criterion}',
  'Not met on the whole change: {criterion}': 'Non rempli sur l’ensemble du changement : {criterion}',
  'The whole change': 'L’ensemble du changement',
  'criterion': 'critère',
  'To take it over: {apply} (or {branch}, {pr}, {patch})': 'Pour le reprendre : {apply} (ou {branch}, {pr}, {patch})',
  'Left as it is': 'Laissée telle quelle',
  'Taken over from {run}, which verified it before.': 'Reprise de {run}, qui l’avait déjà vérifiée.',
  'there is no proved work to judge': 'il n’y a pas de travail prouvé à juger',
  'no reviewer who can judge the work took part: it is proved, and not judged':
    'aucun relecteur capable de juger le travail n’a participé : il est prouvé, et non jugé',
  'Attempt {n} did not count': 'La tentative {n} n’a pas compté',
  'Commit': 'Commit',
  'on': 'sur',
  'validator': 'vérification',
  'outcome': 'issue',
  'why': 'pourquoi',
};
