// The page's small script: filters the cards, opens and closes all, opens the target of a link, and opens everything for printing.
// The page can be read without it.

export const SCRIPT = `
(function () {
  var cards = Array.prototype.slice.call(document.querySelectorAll('article[data-severity]'));
  var bar = document.querySelector('.filter');
  function folds() { return document.querySelectorAll('article[data-severity] details'); }
  function openAll(open) { folds().forEach(function (it) { it.open = open; }); }
  function reveal() {
    var id = decodeURIComponent(location.hash.slice(1));
    var card = id && document.getElementById(id);
    var fold = card && card.querySelector('details');
    if (fold) fold.open = true;
  }
  addEventListener('hashchange', reveal);
  addEventListener('beforeprint', function () { document.querySelectorAll('details').forEach(function (it) { it.open = true; }); });
  reveal();
  if (!bar || cards.length < 2) return;
  bar.hidden = false;
  var words = bar.querySelector('input[type=search]');
  var boxes = Array.prototype.slice.call(bar.querySelectorAll('input[type=checkbox]'));
  var shown = bar.querySelector('output');
  function filter() {
    var wanted = words.value.toLowerCase();
    var off = boxes.filter(function (it) { return !it.checked; }).map(function (it) { return it.value; });
    var count = 0;
    cards.forEach(function (card) {
      var fits = off.indexOf(card.dataset.severity) < 0 && (wanted === '' || card.textContent.toLowerCase().indexOf(wanted) >= 0);
      card.hidden = !fits;
      if (fits) count += 1;
    });
    document.querySelectorAll('section.state').forEach(function (it) { it.hidden = !it.querySelector('article:not([hidden])'); });
    shown.textContent = shown.dataset.of.replace('{some}', count).replace('{all}', cards.length);
  }
  words.addEventListener('input', filter);
  boxes.forEach(function (it) { it.addEventListener('change', filter); });
  bar.querySelector('[data-do=open]').addEventListener('click', function () { openAll(true); });
  bar.querySelector('[data-do=close]').addEventListener('click', function () { openAll(false); });
  filter();
})();
`;
