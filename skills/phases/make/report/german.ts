// The sentences about prompts in German, by the English ones.

export const PROMPTS_GERMAN: Readonly<Record<string, string>> = {
  'Prompts': 'Prompts',
  'Input': 'Eingabe',
  'Found at': 'Gefunden in',
  'Digest': 'Prüfsumme',
  'not there': 'nicht vorhanden',
  '{prompt} is not begun.': '{prompt} ist nicht begonnen.',
  '{prompt} is in {stage}.': '{prompt} ist in {stage}.',
  '{prompt} made the artifact {name}.': '{prompt} hat das Artefakt {name} erzeugt.',
  '{prompt} was not made again: {reason}.': '{prompt} wurde nicht noch einmal erzeugt: {reason}.',
  '{prompt} failed in {stage}: {reason}.': '{prompt} scheiterte in {stage}: {reason}.',
};
