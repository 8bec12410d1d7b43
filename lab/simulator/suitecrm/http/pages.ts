import type { PhpError } from '../errors.ts';

const heading = `            body{
                margin:0;
                padding:30px;
                font:12px/1.5 Helvetica,Arial,Verdana,sans-serif;
            }
            h1{
                margin:0;
                font-size:48px;
                font-weight:normal;
                line-height:48px;
            }`;

/** Apache's own 404, for paths that never reach SuiteCRM. */
export const apacheNotFound = `<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01//EN" "http://www.w3.org/TR/html4/strict.dtd">
<html><head>
<title>404 Not Found</title>
</head><body>
<h1>Not Found</h1>
<p>The requested URL was not found on this server.</p>
</body></html>
`;

/** Slim's 404 for clients that do not ask for JSON. */
export const slimNotFound = (host: string): string => `<html>
    <head>
        <title>Page Not Found</title>
        <style>
${heading}
            strong{
                display:inline-block;
                width:65px;
            }
        </style>
    </head>
    <body>
        <h1>Page Not Found</h1>
        <p>
            The page you are looking for could not be found. Check the address bar
            to ensure your URL is spelled correctly. If all else fails, you can
            visit our home page at the link below.
        </p>
        <a href='http://${host}/Api/'>Visit the Home Page</a>
    </body>
</html>`;

/** Slim's 405 for clients that do not ask for JSON. */
export const slimNotAllowed = (methods: string): string => `<html>
    <head>
        <title>Method not allowed</title>
        <style>
${heading}
        </style>
    </head>
    <body>
        <h1>Method not allowed</h1>
        <p>Method not allowed. Must be one of: <strong>${methods}</strong></p>
    </body>
</html>`;

/** Slim's 500 for clients that do not ask for JSON. */
export function slimError(error: PhpError): string {
  const { type, message, file, line, trace } = error;
  const detail = (name: string, value: string | number) => `<div><strong>${name}:</strong> ${value}</div>`;
  const style =
    'body{margin:0;padding:30px;font:12px/1.5 Helvetica,Arial,Verdana,sans-serif;}' +
    'h1{margin:0;font-size:48px;font-weight:normal;line-height:48px;}strong{display:inline-block;width:65px;}';
  return (
    "<html><head><meta http-equiv='Content-Type' content='text/html; charset=utf-8'>" +
    `<title>Slim Application Error</title><style>${style}</style></head><body><h1>Slim Application Error</h1>` +
    '<p>The application could not run because of the following error:</p><h2>Details</h2>' +
    `${detail('Type', type)}${detail('Message', escapeHtml(message))}${detail('File', file)}${detail('Line', line)}` +
    `<h2>Trace</h2><pre>${escapeHtml(trace.join('\n'))}</pre></body></html>`
  );
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll("'", '&#039;');
}
