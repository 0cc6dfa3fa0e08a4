/** One look for every page, in light and dark, on paper and on a telephone. */
export const style = `
:root { color-scheme: light dark; --text: #1d2433; --soft: #586176; --line: #e0e4ec; --back: #fff; --code: #f4f6fa; --accent: #2453c4; }
@media (prefers-color-scheme: dark) { :root { --text: #e7eaf1; --soft: #a8b1c2; --line: #2c3444; --back: #12161f; --code: #1a212d; --accent: #93b3ff; } }
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body { margin: 0; background: var(--back); color: var(--text); font: 16px/1.6 system-ui, sans-serif; }
nav, main { max-width: 58rem; margin: 0 auto; padding: 1rem 1.25rem; }
nav { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; border-bottom: 1px solid var(--line); }
a { color: var(--accent); } :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.skip { position: absolute; left: -100rem; } .skip:focus { left: 1rem; top: .5rem; background: var(--back); padding: .25rem .5rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 1.75rem 0 .75rem; letter-spacing: -.01em; }
h2 { font-size: 1.3rem; line-height: 1.35; margin: 3rem 0 .5rem; padding-top: 1.25rem; border-top: 1px solid var(--line); overflow-wrap: anywhere; }
h3 { font-size: 1rem; margin: 1.75rem 0 .35rem; overflow-wrap: anywhere; }
h4 { font-size: .78rem; letter-spacing: .05em; text-transform: uppercase; color: var(--soft); margin: 1.25rem 0 .25rem; }
p { max-width: 44rem; margin: .6rem 0; } .lead { font-size: 1.12rem; color: var(--soft); }
.contents { columns: 16rem; padding-left: 1.75rem; margin: 1.25rem 0; }
code, pre { font: .875em/1.55 ui-monospace, SFMono-Regular, Menlo, monospace; background: var(--code); border-radius: .35rem; }
code { padding: .1em .35em; } pre code { padding: 0; font-size: 1em; background: none; }
p code, li code { overflow-wrap: anywhere; }
.listing { position: relative; margin: .6rem 0 1rem; }
pre { margin: 0; padding: .85rem 5rem .85rem 1rem; overflow-x: auto; border: 1px solid var(--line); tab-size: 2; }
.copy { position: absolute; top: .45rem; right: .45rem; font: .78rem/1 system-ui, sans-serif; padding: .4rem .6rem; color: var(--soft); background: var(--back); border: 1px solid var(--line); border-radius: .35rem; cursor: pointer; }
.copy:hover, .copy:focus-visible { color: var(--text); }
[role=tablist] { display: flex; gap: .25rem; border-bottom: 1px solid var(--line); margin-top: 1rem; overflow-x: auto; }
[role=tab] { font: inherit; font-size: .92rem; padding: .4rem .8rem; border: 0; border-bottom: 2px solid transparent; background: none; color: var(--soft); cursor: pointer; }
[role=tab][aria-selected=true] { color: var(--text); border-color: var(--accent); font-weight: 600; }
[role=tabpanel] h4 { display: none; }
.scroll { overflow-x: auto; margin: .6rem 0 1rem; }
table { border-collapse: collapse; width: 100%; font-size: .94rem; }
th, td { text-align: left; vertical-align: top; padding: .45rem 1rem .45rem 0; border-bottom: 1px solid var(--line); }
th { font-size: .78rem; letter-spacing: .04em; text-transform: uppercase; color: var(--soft); font-weight: 600; }
td:first-child { white-space: nowrap; } td { min-width: 5rem; } td:last-child { min-width: 14rem; }
.soft { color: var(--soft); } .method { color: var(--accent); font-weight: 700; }
iframe { display: block; width: 100%; height: 92vh; border: 0; border-top: 1px solid var(--line); }
details { margin: .6rem 0; } summary { cursor: pointer; color: var(--accent); }
@media print { nav, .copy, iframe { display: none; } }
`;
