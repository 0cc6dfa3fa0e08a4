/** The page's CSS: two panes on a desk, one at a time on a phone; light and dark by preference. */
export const style = `
:root {
  color-scheme: light dark;
  --paper: #fbfaf7; --sheet: #ffffff; --ink: #1d2320; --soft: #66706b; --line: #e4e2da;
  --accent: #255f4d; --tint: #eaf2ee; --warn: #8a4b12; --warn-tint: #fdf1e3;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #141715; --sheet: #1b1f1d; --ink: #e8ece9; --soft: #98a39d; --line: #2c322f;
    --accent: #7cc5aa; --tint: #22302a; --warn: #f0bd85; --warn-tint: #33261a;
  }
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
html, body { height: 100%; margin: 0; }
body {
  display: flex; flex-direction: column; background: var(--paper); color: var(--ink);
  font: 15px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
}
button, input { font: inherit; color: inherit; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.bar {
  display: flex; align-items: center; gap: 16px; padding: 12px 20px; background: var(--sheet);
  border-bottom: 1px solid var(--line);
}
h1 { display: flex; align-items: center; gap: 10px; margin: 0; font-size: 17px; font-weight: 650; }
.mark { width: 10px; height: 10px; border-radius: 3px; background: var(--accent); }
.count { color: var(--soft); font-weight: 400; font-variant-numeric: tabular-nums; }
.search { flex: 1; max-width: 460px; margin-left: auto; }
.search input {
  width: 100%; padding: 7px 12px; border: 1px solid var(--line); border-radius: 8px;
  background: var(--paper);
}
.quiet {
  padding: 6px 12px; border: 1px solid var(--line); border-radius: 8px; background: transparent;
  color: var(--soft); text-decoration: none; cursor: pointer; white-space: nowrap;
}
.quiet:hover, .quiet[aria-pressed="true"] { color: var(--ink); background: var(--tint); }
.offline { margin: 0; padding: 8px 20px; background: var(--warn-tint); color: var(--warn); }
main { flex: 1; min-height: 0; display: grid; grid-template-columns: minmax(280px, 380px) 1fr; }
nav { overflow-y: auto; border-right: 1px solid var(--line); background: var(--sheet); }
.list { margin: 0; padding: 0; list-style: none; }
.list button {
  display: grid; grid-template-columns: 1fr auto; gap: 2px 12px; width: 100%; padding: 12px 20px;
  border: 0; border-bottom: 1px solid var(--line); background: none; text-align: left; cursor: pointer;
}
.list button:hover { background: var(--paper); }
.list button[aria-current="true"] { background: var(--tint); box-shadow: inset 3px 0 var(--accent); }
.list .subject { font-weight: 600; }
.list .subject, .list .to { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.list .to { grid-column: 1 / -1; color: var(--soft); font-size: 13.5px; }
.list time { color: var(--soft); font-size: 13px; font-variant-numeric: tabular-nums; }
.empty, .nothing { padding: 40px 24px; color: var(--soft); text-align: center; text-wrap: balance; }
.nothing { align-self: center; }
.detail { display: flex; flex-direction: column; min-width: 0; padding: 20px 28px 0; overflow-y: auto; }
.detail ~ .nothing { display: none; }
.detail[hidden] ~ .nothing { display: block; }
h2 { margin: 0 0 10px; font-size: 21px; line-height: 1.25; overflow-wrap: anywhere; }
.facts { display: grid; grid-template-columns: auto 1fr; gap: 2px 14px; margin: 0 0 14px; font-size: 14px; }
.facts dt { color: var(--soft); }
.facts dd { margin: 0; overflow-wrap: anywhere; }
.tools { display: flex; flex-wrap: wrap; align-items: center; gap: 8px; padding-bottom: 12px; }
.tabs { display: flex; margin-right: auto; border: 1px solid var(--line); border-radius: 8px; overflow: hidden; }
.tabs button { padding: 6px 14px; border: 0; background: none; color: var(--soft); cursor: pointer; }
.tabs button + button { border-left: 1px solid var(--line); }
.tabs button[aria-selected="true"] { background: var(--tint); color: var(--ink); font-weight: 600; }
.tabs button:disabled { opacity: .45; cursor: default; }
.tabs button:focus-visible { outline-offset: -2px; }
iframe {
  flex: 1; width: 100%; min-height: 420px; margin: 0 auto; border: 1px solid var(--line);
  border-bottom: 0; border-radius: 10px 10px 0 0; background: #fff;
}
iframe.narrow { max-width: 390px; }
pre, .headers { flex: 1; margin: 0 0 20px; font: 13px/1.55 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
pre { padding: 16px; border: 1px solid var(--line); border-radius: 10px; background: var(--sheet); white-space: pre-wrap; overflow-wrap: anywhere; }
.headers { flex: none; width: 100%; border-collapse: collapse; }
.headers th, .headers td { padding: 6px 12px 6px 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
.headers th { color: var(--soft); font-weight: 400; white-space: nowrap; }
.headers td { overflow-wrap: anywhere; white-space: pre-line; }
.back { display: none; }
@media (max-width: 760px) {
  .bar { flex-wrap: wrap; gap: 10px; padding: 10px 14px; }
  .search { order: 3; flex-basis: 100%; max-width: none; }
  #clear { margin-left: auto; }
  main { grid-template-columns: 1fr; }
  nav { border-right: 0; }
  .list button { padding: 12px 14px; }
  .detail { padding: 14px 14px 0; }
  main.reading nav, .nothing { display: none !important; }
  .back { display: block; align-self: flex-start; margin-bottom: 12px; }
  #phone { display: none; }
  .headers th { white-space: normal; }
}
`;
