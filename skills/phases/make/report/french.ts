// The sentences about prompts in French, by the English ones.

export const PROMPTS_FRENCH: Readonly<Record<string, string>> = {
  'Prompts': 'Prompts',
  'Input': 'Entrée',
  'Found at': 'Trouvé dans',
  'Digest': 'Empreinte',
  'not there': 'absent',
  '{prompt} is not begun.': '{prompt} n’est pas commencé.',
  '{prompt} is in {stage}.': '{prompt} en est à {stage}.',
  '{prompt} made the artifact {name}.': '{prompt} a produit l’artefact {name}.',
  '{prompt} was not made again: {reason}.': '{prompt} n’a pas été refait : {reason}.',
  '{prompt} failed in {stage}: {reason}.': '{prompt} a échoué à {stage} : {reason}.',
};
