// Sentences that the journal keeps in English and that contain no values, in German.

export const JOURNAL_GERMAN: Readonly<Record<string, string>> = {
  // what an answer to a gate does
  'continues the run': 'setzt den Lauf fort',
  'repeats the phase, with your comment (-m) in the prompts': 'wiederholt die Phase, mit Ihrem Kommentar (-m) in den Aufträgen',
  'ends the run as rejected': 'beendet den Lauf als abgelehnt',
  'ends the run': 'beendet den Lauf',
  'tries again, with your comment (-m) in the prompt': 'versucht es noch einmal, mit Ihrem Kommentar (-m) im Auftrag',
  'continues without this phase': 'macht ohne diese Phase weiter',
  'ends the run, with a report of what was delivered': 'beendet den Lauf, mit einem Bericht über das, was da ist',
  'uses your comment (-m) as the answer: the worker is asked again, with question and answer':
    'nimmt Ihren Kommentar (-m) als Antwort: der Beteiligte wird noch einmal gefragt, mit Frage und Antwort',
  'leaves the question unanswered: the run continues without this worker':
    'lässt die Frage unbeantwortet: der Lauf geht ohne diesen Beteiligten weiter',
  'approves exactly this plan': 'genehmigt genau diesen Plan',
  'approves exactly this plan, despite the dissent shown': 'genehmigt genau diesen Plan, trotz des gezeigten Widerspruchs',
  'sends it back to the planner, with your comment (-m) and every objection':
    'gibt ihn dem Planer zurück, mit Ihrem Kommentar (-m) und jedem Einwand',
  'asks all voters again about the same plan': 'fragt alle noch einmal zum selben Plan',
  'ends the run without an approved plan': 'beendet den Lauf ohne genehmigten Plan',
  'tries the stage once more, with your comment (-m) in the prompt': 'versucht die Stufe noch einmal, mit Ihrem Kommentar (-m) im Auftrag',
  'leaves the stage undone: what depends on it is not begun, everything else goes on':
    'lässt die Stufe unerledigt: was von ihr abhängt, wird nicht begonnen, alles andere geht weiter',
  'ends the run; what is verified is kept': 'beendet den Lauf; was bewiesen ist, bleibt erhalten',
  'accepts the stage as it is; the report says that nobody proved it':
    'nimmt die Stufe an, wie sie ist; der Bericht sagt, dass niemand sie bewiesen hat',
  'tries it again': 'versucht sie noch einmal',
  'carries out the plan on the project as it is now': 'führt den Plan am Projekt aus, wie es jetzt ist',
  'ends the run; make a new plan for the project as it is now': 'beendet den Lauf; ein neuer Plan kann von dem ausgehen, was jetzt da ist',
  'adds a stage that must meet them, with your comment (-m) in its goal':
    'hängt eine Stufe an, die sie erfüllen soll, mit Ihrem Kommentar (-m) in ihrem Ziel',
  'accepts the work as it is; the report says what is not met': 'nimmt die Arbeit, wie sie ist; der Bericht sagt, was nicht erfüllt ist',
  'adds a stage that fixes what blocks it, with your comment (-m) in its goal':
    'hängt eine Stufe an, die es behebt, mit Ihrem Kommentar (-m) in ihrem Ziel',
  'accepts the work anyway; the report keeps the verdict': 'nimmt die Arbeit trotzdem; das Urteil bleibt im Bericht',
  'ends the run as rejected: its work cannot be applied': 'beendet den Lauf als abgelehnt: nichts davon lässt sich übernehmen',
  // what a gate asks
  'Something has changed since this plan was approved. Carry it out anyway?':
    'Seit der Genehmigung dieses Plans hat sich etwas geändert. Ihn trotzdem ausführen?',
  'The stages are done, and the plan’s criteria are not met. What now?':
    'Die Stufen sind fertig, und die Kriterien des Plans sind nicht erfüllt. Was nun?',
  'The work is proved, and the review blocks it. What now?': 'Die Arbeit ist bewiesen, und die Prüfung hält sie auf. Was nun?',
  // notes on evidence
  'command output is not checked': 'die Ausgabe eines Befehls wird nicht geprüft',
  'no such file': 'keine solche Datei',
  'this is a directory': 'das ist ein Verzeichnis',
  'a directory has no lines': 'ein Verzeichnis hat keine Zeilen',
  'the quote is too short to be unique': 'das Zitat ist zu kurz, um eindeutig zu sein',
  'the named line does not contain this text': 'die genannte Zeile enthält diesen Text nicht',
  'the named lines do not contain this text': 'die genannten Zeilen enthalten diesen Text nicht',
  'the file does not contain this text': 'die Datei enthält diesen Text nicht',
  'the scope is too large to search again': 'der Bereich ist zu groß, um noch einmal zu suchen',
  'searched again: the text does exist here': 'noch einmal gesucht: den Text gibt es hier',
  'that scope has no text files, so nothing could be searched': 'der Bereich hat keine Textdateien, also ließ sich nichts durchsuchen',
  // why an attempt ended
  'the session host does not know this session': 'der Sitzungsdienst kennt diese Sitzung nicht',
  'the session host died, and the worker with it': 'der Sitzungsdienst starb, und der Beteiligte mit ihm',
  'the program could not be started': 'das Programm ließ sich nicht starten',
  'did not exit after its result was accepted': 'endete nicht, nachdem sein Ergebnis angenommen war',
  'the run is concluding': 'der Lauf wird beendet',
  'the run concluded first': 'vorher wurde der Lauf beendet',
  'the budget of the run is used up': 'das Budget des Laufs ist verbraucht',
  'its provider is on hold, and the run no longer waits for it': 'sein Anbieter pausiert, und der Lauf wartet nicht mehr darauf',
};
