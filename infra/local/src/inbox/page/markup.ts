/** The page's HTML; its script fills it. */
export const markup = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Inbox · Postroom</title>
<link rel="icon" href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Crect width='32' height='32' rx='8' fill='%23255f4d'/%3E%3Cpath d='M7 11h18v11H7zl9 7 9-7' fill='none' stroke='white' stroke-width='2' stroke-linejoin='round'/%3E%3C/svg%3E">
<link rel="stylesheet" href="/style.css">
</head>
<body>
<header class="bar">
  <h1><span class="mark" aria-hidden="true"></span>Inbox<span id="count" class="count" aria-live="polite"></span></h1>
  <label class="search"><span class="hidden">Search by recipient, sender or subject</span>
    <input id="search" type="search" placeholder="Search recipient, sender, subject" autocomplete="off" spellcheck="false"></label>
  <button id="clear" class="quiet" type="button">Delete all</button>
</header>
<p id="offline" class="offline" role="alert" hidden>The inbox does not answer. It is tried again every few seconds.</p>
<main id="main">
  <nav aria-label="Messages"><ol id="list" class="list"></ol>
    <p id="empty" class="empty" hidden></p></nav>
  <article id="detail" class="detail" aria-label="Message" hidden>
    <button id="back" class="back quiet" type="button">&larr; All messages</button>
    <h2 id="subject"></h2>
    <dl class="facts">
      <dt>From</dt><dd id="from"></dd>
      <dt>To</dt><dd id="to"></dd>
      <dt>Received</dt><dd id="received"></dd>
      <dt class="files" hidden>Files</dt><dd id="files" class="files" hidden></dd>
    </dl>
    <div class="tools">
      <div class="tabs" role="tablist" aria-label="View">
        <button type="button" role="tab" data-view="html">HTML</button>
        <button type="button" role="tab" data-view="text">Text</button>
        <button type="button" role="tab" data-view="headers">Headers</button>
        <button type="button" role="tab" data-view="raw">Raw</button>
      </div>
      <button id="phone" class="quiet" type="button" aria-pressed="false">Phone width</button>
      <a id="download" class="quiet" download>Download</a>
    </div>
    <iframe id="html" title="The mail as HTML" sandbox="allow-popups allow-popups-to-escape-sandbox" referrerpolicy="no-referrer"></iframe>
    <pre id="plain" tabindex="0" hidden></pre>
    <table id="headers" class="headers" hidden><tbody></tbody></table>
  </article>
  <p id="nothing" class="nothing">Choose a message to read it.</p>
</main>
<script src="/script.js" type="module"></script>
</body>
</html>
`;
