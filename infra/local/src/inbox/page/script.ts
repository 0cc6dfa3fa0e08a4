/**
 * The page's script. Everything a mail says is set as text, never as markup; its HTML is shown by a
 * frame that may run nothing.
 */
export const script = `
const byId = (id) => document.getElementById(id);
const views = [...document.querySelectorAll('[data-view]')];
const state = { etag: '', messages: [], selected: location.hash.slice(1), detail: null, view: 'html' };

async function refresh() {
  const headers = state.etag ? { 'if-none-match': state.etag } : {};
  const query = new URLSearchParams({ limit: '200', q: byId('search').value.trim() });
  try {
    const response = await fetch('/api/messages?' + query, { headers, cache: 'no-store' });
    byId('offline').hidden = true;
    if (response.status === 304) return;
    state.etag = response.headers.get('etag') ?? '';
    const { messages, total } = await response.json();
    state.messages = messages;
    byId('count').textContent = total > 0 ? String(total) : '';
    drawList();
  } catch {
    byId('offline').hidden = false;
    state.etag = '';
  }
}

function drawList() {
  const searching = byId('search').value.trim() !== '';
  byId('list').replaceChildren(...state.messages.map(row));
  byId('empty').hidden = state.messages.length > 0;
  byId('empty').textContent = searching
    ? 'No message matches the search.'
    : 'No mail yet. What Postroom sends appears here by itself.';
}

function row(message) {
  const button = element('button', '', '');
  button.type = 'button';
  button.dataset.id = message.id;
  button.setAttribute('aria-current', String(message.id === state.selected));
  const time = element('time', '', when(message.received_at));
  time.dateTime = message.received_at;
  button.append(
    element('span', 'subject', message.subject || '(no subject)'),
    time,
    element('span', 'to', message.to.join(', ')),
  );
  button.addEventListener('click', () => select(message.id));
  const item = document.createElement('li');
  item.append(button);
  return item;
}

async function select(id) {
  state.selected = id;
  history.replaceState(null, '', id ? '#' + id : location.pathname);
  for (const button of document.querySelectorAll('.list button')) {
    button.setAttribute('aria-current', String(button.dataset.id === id));
  }
  const response = id ? await fetch('/api/messages/' + encodeURIComponent(id)) : undefined;
  if (state.selected !== id) return;
  state.detail = response?.ok ? await response.json() : null;
  if (!state.detail) state.selected = '';
  drawDetail();
}

function drawDetail() {
  const mail = state.detail;
  byId('detail').hidden = !mail;
  byId('main').classList.toggle('reading', Boolean(mail));
  document.title = (mail ? mail.subject + ' · ' : '') + 'Inbox · Postroom';
  if (!mail) return;
  byId('subject').textContent = mail.subject || '(no subject)';
  byId('from').textContent = mail.from;
  byId('to').textContent = mail.to.join(', ');
  byId('received').textContent = new Date(mail.received_at).toLocaleString();
  byId('files').textContent = mail.attachments
    .map((file) => (file.filename ?? 'unnamed') + ' (' + file.content_type + ')')
    .join(', ');
  for (const part of document.querySelectorAll('.files')) part.hidden = mail.attachments.length === 0;
  byId('download').href = '/messages/' + encodeURIComponent(mail.id) + '/raw';
  for (const tab of views) tab.disabled = tab.dataset.view in mail && !mail[tab.dataset.view];
  show(mail[state.view] || state.view === 'headers' ? state.view : mail.html ? 'html' : 'text');
}

function show(view) {
  const mail = state.detail;
  for (const tab of views) tab.setAttribute('aria-selected', String(tab.dataset.view === view));
  byId('html').hidden = byId('phone').hidden = view !== 'html';
  byId('plain').hidden = view !== 'text' && view !== 'raw';
  byId('headers').hidden = view !== 'headers';
  if (view === 'html') byId('html').src = '/messages/' + encodeURIComponent(mail.id) + '/html';
  if (view === 'text' || view === 'raw') byId('plain').textContent = mail[view] ?? '';
  if (view === 'headers') {
    const rows = Object.entries(mail.headers).map(([name, value]) => {
      const line = document.createElement('tr');
      line.append(element('th', '', name), element('td', '', value));
      return line;
    });
    byId('headers').tBodies[0].replaceChildren(...rows);
  }
}

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.textContent = text;
  return made;
}

function when(time) {
  const date = new Date(time);
  const today = date.toDateString() === new Date().toDateString();
  return today ? date.toLocaleTimeString() : date.toLocaleDateString();
}

for (const tab of views) {
  tab.addEventListener('click', () => {
    state.view = tab.dataset.view;
    show(state.view);
  });
}
byId('phone').addEventListener('click', () => {
  const narrow = byId('html').classList.toggle('narrow');
  byId('phone').setAttribute('aria-pressed', String(narrow));
});
byId('back').addEventListener('click', () => select(''));
byId('search').addEventListener('input', () => {
  state.etag = '';
  refresh();
});
byId('clear').addEventListener('click', async () => {
  if (!confirm('Delete all messages from this inbox?')) return;
  await fetch('/api/messages', { method: 'DELETE' });
  await select('');
  refresh();
});
window.addEventListener('hashchange', () => select(location.hash.slice(1)));

await refresh();
if (state.selected) await select(state.selected);
setInterval(() => {
  if (document.visibilityState === 'visible') refresh();
}, 1500);
document.addEventListener('visibilitychange', () => refresh());
`;
