/** Every route to try, made by the script of the package from our own document. */
export const tryPage = (scripts: readonly string[]): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Try every route · Postroom</title>
<link rel="icon" href="data:,">
${scripts.map((path) => `<script src="${path}" defer></script>`).join('\n')}
</head>
<body>
<noscript>This page needs JavaScript; <a href="/api-reference">the reference</a> does not.</noscript>
<div id="reference" data-document="/openapi.json"></div>
</body>
</html>
`;
