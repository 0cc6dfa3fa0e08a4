/** What makes the pages handy; each of them says all it has to say without it. */
export const script = `
for (const listing of document.querySelectorAll('.listing')) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'copy';
  button.textContent = 'Copy';
  button.addEventListener('click', async () => {
    const text = listing.querySelector('pre').textContent;
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = 'Copied';
    } catch {
      getSelection().selectAllChildren(listing.querySelector('pre'));
      button.textContent = 'Press Ctrl-C';
    }
    setTimeout(() => { button.textContent = 'Copy'; }, 2000);
  });
  listing.append(button);
}

const environment = document.querySelector('[data-snippet="environment"] code');
if (environment) {
  environment.textContent = environment.textContent.replace('http://127.0.0.1:8001', location.origin);
}

const groups = [...document.querySelectorAll('.languages')];
function choose(language) {
  for (const group of groups) {
    const panels = [...group.querySelectorAll('[data-language]')];
    const shown = panels.find((each) => each.dataset.language === language) ?? panels[0];
    for (const panel of panels) panel.hidden = panel !== shown;
    for (const tab of group.querySelectorAll('[role=tab]')) {
      const isShown = tab.dataset.for === shown.dataset.language;
      tab.setAttribute('aria-selected', String(isShown));
      tab.tabIndex = isShown ? 0 : -1;
    }
  }
}
for (const [index, group] of groups.entries()) {
  const bar = document.createElement('div');
  bar.setAttribute('role', 'tablist');
  bar.setAttribute('aria-label', 'Language');
  for (const panel of group.querySelectorAll('[data-language]')) {
    const tab = document.createElement('button');
    tab.type = 'button';
    tab.textContent = panel.getAttribute('aria-label');
    tab.dataset.for = panel.dataset.language;
    tab.id = 'tab-' + index + '-' + panel.dataset.language;
    panel.id = 'panel-' + index + '-' + panel.dataset.language;
    tab.setAttribute('role', 'tab');
    tab.setAttribute('aria-controls', panel.id);
    panel.setAttribute('role', 'tabpanel');
    panel.removeAttribute('aria-label');
    panel.setAttribute('aria-labelledby', tab.id);
    tab.addEventListener('click', () => choose(tab.dataset.for));
    bar.append(tab);
  }
  bar.addEventListener('keydown', ({ key }) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
    if (!step) return;
    const tabs = [...bar.children];
    const next = tabs[(tabs.indexOf(document.activeElement) + step + tabs.length) % tabs.length];
    choose(next.dataset.for);
    next.focus();
  });
  group.prepend(bar);
}
if (groups.length > 0) choose('curl');

const reference = document.getElementById('reference');
if (reference && window.Scalar) {
  window.Scalar.createApiReference(reference, {
    url: reference.dataset.document,
    theme: 'default',
    withDefaultFonts: false,
    proxyUrl: '',
    hideClientButton: true,
    telemetry: false,
    agent: { disabled: true },
  });
}
`;
