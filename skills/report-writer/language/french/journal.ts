// Sentences that the journal keeps in English and that contain no values, in French.

export const JOURNAL_FRENCH: Readonly<Record<string, string>> = {
  // what an answer to a gate does
  'continues the run': 'poursuit l’exécution',
  'repeats the phase, with your comment (-m) in the prompts': 'répète la phase, avec votre commentaire (-m) dans les consignes',
  'ends the run as rejected': 'termine l’exécution comme refusée',
  'ends the run': 'termine l’exécution',
  'tries again, with your comment (-m) in the prompt': 'réessaie, avec votre commentaire (-m) dans la consigne',
  'continues without this phase': 'continue sans cette phase',
  'ends the run, with a report of what was delivered': 'termine l’exécution, avec un rapport sur ce qui existe',
  'uses your comment (-m) as the answer: the worker is asked again, with question and answer':
    'prend votre commentaire (-m) pour réponse : le participant est interrogé de nouveau, avec la question et la réponse',
  'leaves the question unanswered: the run continues without this worker':
    'laisse la question sans réponse : l’exécution continue sans ce participant',
  'approves exactly this plan': 'approuve exactement ce plan',
  'approves exactly this plan, despite the dissent shown': 'approuve exactement ce plan, malgré le désaccord montré',
  'sends it back to the planner, with your comment (-m) and every objection':
    'le renvoie au planificateur, avec votre commentaire (-m) et chaque objection',
  'asks all voters again about the same plan': 'interroge de nouveau toutes les voix sur le même plan',
  'ends the run without an approved plan': 'termine l’exécution sans plan approuvé',
  'tries the stage once more, with your comment (-m) in the prompt': 'réessaie l’étape, avec votre commentaire (-m) dans la consigne',
  'leaves the stage undone: what depends on it is not begun, everything else goes on':
    'laisse l’étape inachevée : ce qui en dépend n’est pas commencé, tout le reste continue',
  'ends the run; what is verified is kept': 'termine l’exécution ; ce qui est vérifié est gardé',
  'accepts the stage as it is; the report says that nobody proved it':
    'accepte l’étape telle quelle ; le rapport dit que personne ne l’a prouvée',
  'tries it again': 'la tente de nouveau',
  'carries out the plan on the project as it is now': 'réalise le plan sur le projet tel qu’il est maintenant',
  'ends the run; make a new plan for the project as it is now':
    'termine l’exécution ; un nouveau plan peut partir de ce qui existe maintenant',
  'adds a stage that must meet them, with your comment (-m) in its goal':
    'ajoute une étape qui doit les remplir, avec votre commentaire (-m) dans son but',
  'accepts the work as it is; the report says what is not met': 'prend le travail tel quel ; le rapport dit ce qui n’est pas rempli',
  'adds a stage that fixes what blocks it, with your comment (-m) in its goal':
    'ajoute une étape qui le corrige, avec votre commentaire (-m) dans son but',
  'accepts the work anyway; the report keeps the verdict': 'prend le travail quand même ; le rapport garde le verdict',
  'ends the run as rejected: its work cannot be applied': 'termine l’exécution comme refusée : rien n’en peut être repris',
  // what a gate asks
  'Something has changed since this plan was approved. Carry it out anyway?':
    'Quelque chose a changé depuis l’approbation de ce plan. Le réaliser quand même ?',
  'The stages are done, and the plan’s criteria are not met. What now?':
    'Les étapes sont faites, et les critères du plan ne sont pas remplis. Que faire ?',
  'The work is proved, and the review blocks it. What now?': 'Le travail est prouvé, et la revue le bloque. Que faire ?',
  // notes on evidence
  'command output is not checked': 'la sortie d’une commande n’est pas vérifiée',
  'no such file': 'aucun fichier de ce nom',
  'this is a directory': 'c’est un répertoire',
  'a directory has no lines': 'un répertoire n’a pas de lignes',
  'the quote is too short to be unique': 'la citation est trop courte pour être unique',
  'the named line does not contain this text': 'la ligne nommée ne contient pas ce texte',
  'the named lines do not contain this text': 'les lignes nommées ne contiennent pas ce texte',
  'the file does not contain this text': 'le fichier ne contient pas ce texte',
  'the scope is too large to search again': 'la portée est trop grande pour chercher de nouveau',
  'searched again: the text does exist here': 'recherché de nouveau : le texte existe bien ici',
  'that scope has no text files, so nothing could be searched': 'cette portée n’a pas de fichiers texte, donc rien n’a pu être cherché',
  // why an attempt ended
  'the session host does not know this session': 'le service des sessions ne connaît pas cette session',
  'the session host died, and the worker with it': 'le service des sessions est mort, et le participant avec lui',
  'the program could not be started': 'le programme n’a pas pu être lancé',
  'did not exit after its result was accepted': 'ne s’est pas terminé après l’acceptation de son résultat',
  'the run is concluding': 'l’exécution se conclut',
  'the run concluded first': 'l’exécution a été conclue avant',
  'the budget of the run is used up': 'le budget de l’exécution est épuisé',
  'its provider is on hold, and the run no longer waits for it': 'son fournisseur est en pause, et l’exécution ne l’attend plus',
};
