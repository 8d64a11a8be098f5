const byId = (id) => document.getElementById(id);
const root = document.body.dataset.root;
const MOST = 12;

byId('menu').addEventListener('click', () => document.body.classList.toggle('menu'));

byId('theme').addEventListener('click', () => {
  const { style } = document.documentElement;
  const dark = style.colorScheme ? style.colorScheme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  style.colorScheme = dark ? 'light' : 'dark';
  try {
    localStorage.setItem('theme', style.colorScheme);
  } catch {
    // It then holds for this page only.
  }
});

/** Parts of pages that have every word, as the beginning of one of theirs; names before texts. */
function find(query) {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const starts = words.map((word) => new RegExp(`(?<![\\p{L}\\p{N}])${word.replace(/[^\p{L}\p{N}]/gu, '\\$&')}`, 'iu'));
  return SEARCH.map((entry) => {
    const scores = starts.map((start) =>
      start.test(entry.heading) ? 5 : start.test(entry.page) ? 3 : start.test(entry.text) ? 1 : 0,
    );
    return { entry, score: scores.includes(0) ? 0 : scores.reduce((sum, score) => sum + score, 0), first: starts[0] };
  })
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, MOST);
}

function resultOf({ entry, first }) {
  const item = document.createElement('li');
  const link = document.createElement('a');
  link.href = `${root}/${entry.url}`;
  const name = document.createElement('b');
  name.textContent = entry.heading === entry.page ? entry.page : `${entry.page} › ${entry.heading}`;
  const excerpt = document.createElement('span');
  const at = Math.max(0, entry.text.search(first) - 40);
  excerpt.textContent = `${at > 0 ? '…' : ''}${entry.text.slice(at, at + 140)}`;
  link.append(name, excerpt);
  item.append(link);
  return item;
}

const [search, results] = [byId('search'), byId('results')];
search.addEventListener('input', () => {
  const found = find(search.value);
  results.replaceChildren(...found.map(resultOf));
  if (found.length === 0 && search.value.trim() !== '') results.append('Nothing found.');
  results.hidden = search.value.trim() === '';
});
document.addEventListener('keydown', (event) => {
  const links = [...results.querySelectorAll('a')];
  if (event.key === '/' && document.activeElement !== search) {
    event.preventDefault();
    search.focus();
  } else if (event.key === 'Escape') {
    results.hidden = true;
    search.blur();
  } else if (event.key === 'Enter' && document.activeElement === search) links[0]?.click();
  else if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && !results.hidden) {
    event.preventDefault();
    const at = links.indexOf(document.activeElement) + (event.key === 'ArrowDown' ? 1 : -1);
    (links[at] ?? search).focus();
  }
});
document.addEventListener('click', (event) => {
  if (!event.target.closest('.search')) results.hidden = true;
});

document.querySelector('nav [aria-current]')?.scrollIntoView({ block: 'nearest' });
