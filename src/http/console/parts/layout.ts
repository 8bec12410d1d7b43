import type { SignedIn } from '../../admin/console-session.ts';
import { type Content, type Html, html } from '../html.ts';

const SECTIONS = [
  ['Now', '/console'],
  ['Events', '/console/events'],
  ['Causes', '/console/causes'],
  ['Replays', '/console/replays'],
  ['Links', '/console/links'],
  ['Audit', '/console/audit'],
] as const;
/** A section of the console, by its name in the navigation. */
export type Tab = (typeof SECTIONS)[number][0];

/** A whole page. */
export interface WholePage {
  readonly title: string;
  /** Null = nobody has signed in. */
  readonly signedIn: SignedIn | null;
  readonly section: Tab | null;
  readonly body: Content;
}

// What htmx would write into the page by itself is in our own style sheet; and an open part of a page stays open when its content is refreshed.
const HTMX_CONFIG = JSON.stringify({
  includeIndicatorCSS: false,
  history: false,
  morphIgnore: ['data-htmx-powered', 'open'],
});

/** The markup of a whole page. */
export function layout({ title, signedIn, section, body }: WholePage): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="htmx-config" content="${HTMX_CONFIG}">
<title>${title} · tillbridge</title>
<link rel="icon" href="/console/assets/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/console/assets/console.css">
<script src="/console/assets/htmx.js" defer></script>
</head>
<body>
<a class="skip" href="#main">To the content</a>
${signedIn === null ? null : header(signedIn, section)}
<main id="main" tabindex="-1">
<h1>${title}</h1>
${body}
</main>
</body>
</html>`;
}

function header({ actor, antiForgery }: SignedIn, section: Tab | null): Html {
  return html`<header class="top">
<a class="brand" href="/console">tillbridge</a>
<nav aria-label="Sections"><ul>
${SECTIONS.map(
  ([name, href]) => html`<li><a href="${href}" ${name === section ? html`aria-current="page"` : null}>${name}</a></li>`,
)}
</ul></nav>
<form method="post" action="/console/sign-out">
${antiForgeryField(antiForgery)}
<span class="actor" title="The name of your admin token">${actor}</span>
<button class="quiet">Sign out</button>
</form>
</header>`;
}

/** What every form that changes something brings. */
export function antiForgeryField(token: string): Html {
  return html`<input type="hidden" name="csrf" value="${token}">`;
}
