// The names of severities, states and costs in French; report.json has the journal's own names.

export const WORDS_FRENCH: Readonly<Record<string, string>> = {
  'Completed by {n} of {all} workers': 'Terminée par {n} participant sur {all}',
  // severities
  'critical': 'critique',
  'major': 'majeur',
  'minor': 'mineur',
  'info': 'info',
  // states
  'confirmed by all': 'confirmé par tous',
  'confirmed by some': 'confirmé par certains',
  'rechecked': 'revérifié',
  'one reviewer only': 'un seul relecteur',
  'disputed': 'contesté',
  'not examined': 'non examiné',
  'not settled': 'non tranché',
  'refuted': 'réfuté',
  'withdrawn': 'retiré',
  'unsupported': 'sans preuve',
  'dismissed': 'écarté',
  'pre-existing': 'présent avant',
  'merged': 'fusionné',
  // costs
  'free': 'gratuit',
  'unknown': 'inconnu',
  'at least {money}': 'au moins {money}',
  'about {money}': 'environ {money}',
  'reported': 'indiqué',
  'partly reported': 'en partie indiqué',
  'estimated': 'estimé',
  'partly estimated': 'en partie estimé',
  'not reported': 'non indiqué',
  'partly not reported': 'en partie non indiqué',
  'no model': 'aucun modèle',
};
